"""One address of each kind of page, and each state that a page can be in."""

# The publication of the invented departments for 2024: it follows the transcribed ones that are loaded before it.
COMPUTED = 58

PAGES = {
    "home": "/",
    "ranking index": "/xep-hang/",
    "ranking with holes": "/xep-hang/hai-phong/quan-huyen/par/2020/",
    "ranking with parts": "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/",
    "ranking without ranks": "/xep-hang/hai-phong/so-ban-nganh/par/2020/",
    "ranking sorted and filtered": "/xep-hang/hai-phong/quan-huyen/par/2020/?sap-xep=-don-vi&loc=tang",
    "ranking with nothing found": "/xep-hang/hai-phong/quan-huyen/par/2020/?tim=zzz",
    "ranking not comparable": "/xep-hang/hai-phong/quan/par/2021/",
    "ranking not published": "/xep-hang/hai-phong/quan-huyen/par/2019/",
    "units": "/don-vi/",
    "unit with a history": "/don-vi/31/",
    "unit without results": "/don-vi/11/",
    "unit in a year": "/don-vi/316/2020/",
    "unit in a year with many parts": "/don-vi/31/2021/",
    "comparison": "/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305&don-vi=318&don-vi=303",
    "comparison to be chosen": "/so-sanh/",
    "comparison gone wrong": "/so-sanh/?bang=khong.co.bang.1&don-vi=x",
    "publication": "/cong-bo/1/",
    "corrections": "/dinh-chinh/",
    "computed ranking with different maximums": "/xep-hang/minh-hoa/so-ban-nganh/par/2024/",
    "computed ranking of one maximum": "/xep-hang/minh-hoa/phuong-xa/par/2025/",
    "computed publication": f"/cong-bo/{COMPUTED}/",
    "unit with a computed history": "/don-vi/mh-ban-dan-toc/",
    "unit in a computed year": "/don-vi/mh-ban-dan-toc/2024/",
    "comparison of computed results": (
        "/so-sanh/?bang=minh-hoa.so-ban-nganh.par.2024&don-vi=mh-ban-dan-toc&don-vi=mh-so-y-te"
    ),
    "verification": "/xac-minh/",
    "verification of what is no code": "/xac-minh/?ma=7K3M",
    "verification of an unknown code": "/xac-minh/0000-0000-0000/",
    "methods": "/phuong-phap/",
    "method": "/phuong-phap/par/",
    "data": "/du-lieu/",
    "dictionary of the data": "/du-lieu/tu-dien/",
    "addresses of the data": "/du-lieu/api/",
    "search": "/tim-kiem/",
    "search with results": "/tim-kiem/?q=do+son",
    "search without results": "/tim-kiem/?q=zzz",
    "glossary": "/thuat-ngu/",
    "about": "/gioi-thieu/",
    "accessibility": "/tro-nang/",
}
