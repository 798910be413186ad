"""A limit on what strangers may do, by network address."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ipware import get_client_ip

_HOUR = 3600


def allowed(request: HttpRequest, act: str, *, per_hour: int) -> bool:
    """Count one more try; False once there were more than ``per_hour`` from this address within the hour."""
    address, _routable = get_client_ip(request, proxy_count=settings.PROXIES or None)
    key = f"throttle:{act}:{address}"
    cache.add(key, 0, timeout=_HOUR)
    return cache.incr(key) <= per_hour
