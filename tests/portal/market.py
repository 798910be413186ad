"""Two listings that meet: what firm A needs and what firm B offers."""

NEED = {
    "title": "采购高碳铬轴承钢棒材",
    "products": "轴承钢棒材",
    "description": "GCr15，直径 60mm，球化退火，每月 200 吨",
    "quantity": "200",
    "unit": "吨",
    "price": "6200",
    "contact": "王经理 13900000001",
}
OFFER = {
    "title": "供应轴承钢棒材 GCr15",
    "products": "轴承钢棒材；GCr15圆钢",
    "description": "球化退火 GCr15 轴承钢棒材，直径 20-90mm，月供 500 吨",
    "quantity": "500",
    "unit": "吨",
    "price": "5900",
    "contact": "李经理 13900000002",
}
