from duijie.engine.text import normalise, pieces, words


def test_normalise_folds_width_and_case() -> None:
    assert normalise("ＩＳＯ　９００１（轴承）") == "iso 9001(轴承)"
    assert normalise(None) == ""


def test_words_leave_out_office_prose_and_bare_numbers() -> None:
    found = words("我公司需要采购主轴轴承 2026 套，符合 ISO9001")
    assert "iso9001" in found
    assert {"轴承"} <= found
    assert not found & {"需要", "采购", "2026", "公司"}


def test_pieces_are_neighbouring_characters() -> None:
    assert pieces("轴承钢，A") == {"轴承", "承钢"}
