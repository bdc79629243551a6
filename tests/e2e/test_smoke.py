"""The portal stands: its front page opens, and an address that leads nowhere says so in Vietnamese."""

from .pages import PAGES


def test_the_front_page_opens(visit):
    page = visit()
    answer = page.goto("/")
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.locator("h1").count() == 1


def test_an_unknown_address_is_told_in_vietnamese(visit):
    # Asked for beside the window: a browser writes every 404 to its console, which fails a visit.
    answer = visit().request.get("/khong-co-gi/")
    assert answer.status == 404
    assert '<html lang="vi"' in answer.text()
    assert "Không" in answer.text()


def test_figures_in_a_table_have_one_width(visit):
    page = visit()
    page.goto("/tro-nang/")
    widths = page.evaluate(
        """async () => {
            if (!(await document.fonts.load('400 16px "Be Vietnam Pro"')).length) throw "the typeface is not there";
            const span = document.querySelector("main p").appendChild(document.createElement("span"));
            span.style.position = "absolute";
            span.style.fontVariantNumeric = "tabular-nums";
            return [..."0123456789"].map(figure => {
                span.textContent = figure.repeat(20);
                return span.getBoundingClientRect().width;
            });
        }"""
    )
    assert max(widths) - min(widths) < 0.5, widths


def test_a_broad_table_has_the_width_of_the_page_and_stays_in_its_box(visit):
    for width in (768, 1024, 1100, 1280):
        page = visit(width=width)
        page.goto(PAGES["computed ranking with different maximums"])
        over = page.evaluate(
            "document.querySelector('#bang').getBoundingClientRect().right"
            " - document.querySelector('.table-box').getBoundingClientRect().right"
        )
        assert over <= 0, width
