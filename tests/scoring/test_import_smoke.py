import pytest
from tests.cast import make_cast
from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.models import *
pytestmark = pytest.mark.django_db
PUB="index,year,group,source,unit_count\npar,2020,minh-hoa-quan-huyen,s,4\n"
COMP="index,year,group,component,name,short_name,measure,source\npar,2020,minh-hoa-quan-huyen,tham-dinh,Thẩm định,TĐ,points,s\n"
RES="index,year,group,unit_name,rank,total,source,c.tham-dinh\n"+"".join(f'par,2020,minh-hoa-quan-huyen,{n},{r},"{t}",s,{t}\n'.replace(',90,',',90.') for n,r,t in (("Sông Êm","1","95.5"),("Núi Xanh","2-3","90"),("Bến Mới","2-3","90"),("Hồ Gươm Nhỏ","cuối bảng","70")))
def go(*files, **kw):
    o=import_files(sources=[SourceFile(f"{i}.csv",f.encode()) for i,f in enumerate(files)], by=None, **kw)
    for p in o.problems: print(p)
    print(o.created,o.updated,o.unchanged,o.published,o.is_unchanged)
    return o
def test_it():
    make_cast()
    o=go(PUB,COMP,RES); assert not o.has_errors
    o=go(PUB,COMP,RES); assert o.is_unchanged
    o=go(PUB,COMP,RES,publish=True); assert o.published
    o=go(PUB,COMP,RES,publish=True); assert o.is_unchanged
    o=go(RES.replace("95.5","95.6")); assert o.has_errors
    P2="index,year,group,source,unit_count,version,reason\npar,2020,minh-hoa-quan-huyen,s,4,2,sai số\n"
    o=go(P2,COMP,RES.replace("95.5","95.6"),publish=True); assert not o.has_errors
    print(list(PublishedResult.objects.values("publication","unit_code","rank","rank_printed","rank_computed","total")))
    assert Publication.objects.current().get().version==2
    for e in Event.objects.all(): print(e, e.data)
    assert 0
