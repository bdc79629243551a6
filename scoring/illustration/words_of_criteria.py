"""The wording of the criteria sets of Tỉnh Minh Họa, written for this portal; no real province's set is copied.

One table serves the three levels. Each line is one node:

    # title                                                             an area (lĩnh vực)
    = title                                                             a criterion (tiêu chí) with components
    - max :: title :: rule :: evidence :: appraiser [flags]          a component criterion (tiêu chí thành phần)
    + max :: title :: rule :: evidence :: appraiser [flags]          a criterion that is marked itself

`max` is one figure or three (sở/huyện/xã; "-": the level does not have it); `{a~b~c}` in a text is the wording for
sở~huyện~xã. Rules are read by scoring/illustration/criteria.py; flags: `!` explanation required, `*` one-stop shop.
"""

AREAS_1_TO_3 = """
# Công tác chỉ đạo, điều hành cải cách hành chính
= Kế hoạch cải cách hành chính năm
- .5 :: Ban hành kế hoạch cải cách hành chính năm :: ban-hanh :: Kế hoạch đã ban hành, có số, ngày văn bản :: NV
- .5 :: Chất lượng kế hoạch: nhiệm vụ gắn với kết quả cụ thể, xác định rõ người chủ trì, thời hạn và nguồn lực :: cham :: Kế hoạch và phụ lục phân công nhiệm vụ :: NV
- 1.5/1.5/2 :: Mức độ hoàn thành kế hoạch cải cách hành chính năm :: nguong 100=1 90=.75 80=.5 :: Báo cáo kết quả thực hiện, bảng đối chiếu từng nhiệm vụ với sản phẩm :: NV
= Chế độ thông tin, báo cáo về cải cách hành chính
- .5 :: Gửi đủ báo cáo định kỳ, đột xuất đúng thời hạn :: tru .1 :: Báo cáo trên hệ thống quản lý văn bản, tính theo ngày gửi :: NV
- .5 :: Chất lượng báo cáo: đủ nội dung theo đề cương, số liệu thống nhất với số liệu của các hệ thống thông tin :: cham :: Các báo cáo quý, 6 tháng và năm :: NV
= Tự kiểm tra công tác cải cách hành chính
- .5 :: Ban hành kế hoạch tự kiểm tra cải cách hành chính :: ban-hanh :: Kế hoạch kiểm tra :: NV
- .5/.5/- :: Tỷ lệ {phòng, đơn vị trực thuộc~phòng chuyên môn và xã, phường, thị trấn~đơn vị} được kiểm tra trong năm :: nguong 30=1 20=.5 :: Thông báo kết luận kiểm tra của từng đơn vị :: NV
- .5/.5/1 :: Xử lý các vấn đề phát hiện qua kiểm tra :: xu-ly :: Báo cáo kết quả khắc phục, văn bản xử lý :: NV !
= Tuyên truyền cải cách hành chính
- .5 :: Ban hành kế hoạch hoặc lồng ghép nội dung tuyên truyền cải cách hành chính :: co-khong :: Kế hoạch tuyên truyền :: NV
- .5 :: Số tin, bài về cải cách hành chính đã đăng trên {trang thông tin điện tử của cơ quan~cổng thông tin điện tử của huyện~trang thông tin điện tử của xã} hoặc báo, đài của tỉnh :: moi .05 :: Danh mục tin, bài kèm địa chỉ đăng :: NV
+ .5 :: Đối thoại với người dân, doanh nghiệp về giải quyết thủ tục hành chính ít nhất một lần trong năm :: co-khong :: Giấy mời, biên bản và thông báo kết luận :: NV
= Sáng kiến, cách làm mới trong cải cách hành chính
- .5 :: Số sáng kiến, giải pháp cải cách hành chính lần đầu áp dụng, được cấp có thẩm quyền công nhận :: moi .25 :: Quyết định công nhận sáng kiến :: NV
- .5/.5/- :: Số mô hình được đơn vị khác học tập, áp dụng :: moi .25 :: Văn bản của đơn vị áp dụng mô hình :: NV
= Thực hiện nhiệm vụ Ủy ban nhân dân tỉnh, Chủ tịch Ủy ban nhân dân tỉnh giao
- 1 :: Tỷ lệ nhiệm vụ được giao hoàn thành đúng hạn :: tyle 80 :: Số liệu của hệ thống theo dõi nhiệm vụ, chốt ngày 31/12 :: VP
- .5 :: Nhiệm vụ quá hạn đến cuối năm vẫn chưa hoàn thành :: tru .1 :: Số liệu của hệ thống theo dõi nhiệm vụ, chốt ngày 31/12 :: VP !
= Trách nhiệm của người đứng đầu
- .25 :: Người đứng đầu trực tiếp chỉ đạo công tác cải cách hành chính bằng văn bản phân công :: co-khong :: Văn bản phân công nhiệm vụ lãnh đạo :: NV
- .25 :: Tổ chức họp giao ban chuyên đề cải cách hành chính hằng quý :: thuc-hien :: Thông báo kết luận các cuộc họp :: NV
# Cải cách thể chế
= {Tham mưu xây dựng văn bản quy phạm pháp luật~Xây dựng văn bản quy phạm pháp luật của huyện~Ban hành văn bản thuộc thẩm quyền}
- 1/1/- :: Tỷ lệ văn bản quy phạm pháp luật {được giao tham mưu trình~trình ban hành} đúng tiến độ :: tyle 70 :: Chương trình xây dựng văn bản, tờ trình, ngày trình :: TP
- .5/.5/1 :: Thực hiện đúng quy trình soạn thảo, lấy ý kiến và thẩm định văn bản :: thuc-hien :: Hồ sơ trình văn bản, báo cáo thẩm định :: TP
- .5/.5/1 :: Văn bản bị cơ quan có thẩm quyền kiến nghị xử lý do có nội dung trái pháp luật :: tru .25 :: Thông báo, kết luận kiểm tra văn bản :: TP !
= Rà soát, hệ thống hóa văn bản
- .5 :: Ban hành kế hoạch rà soát văn bản quy phạm pháp luật :: ban-hanh :: Kế hoạch rà soát :: TP
- .5 :: Tỷ lệ văn bản cần xử lý sau rà soát đã được xử lý hoặc kiến nghị xử lý :: tyle 70 :: Danh mục văn bản cần xử lý và kết quả :: TP
= Theo dõi tình hình thi hành pháp luật
- .5 :: Ban hành kế hoạch theo dõi tình hình thi hành pháp luật trong lĩnh vực trọng tâm của năm :: ban-hanh :: Kế hoạch theo dõi thi hành pháp luật :: TP
- .5 :: Xử lý kết quả theo dõi tình hình thi hành pháp luật :: xu-ly :: Báo cáo và văn bản xử lý, kiến nghị xử lý :: TP
= Phổ biến, giáo dục pháp luật
- .25 :: Ban hành kế hoạch phổ biến, giáo dục pháp luật năm :: co-khong :: Kế hoạch :: TP
- .5 :: Mức độ hoàn thành kế hoạch phổ biến, giáo dục pháp luật :: nguong 100=1 80=.5 :: Báo cáo kết quả thực hiện kế hoạch :: TP
+ .5 :: Tự kiểm tra văn bản đã ban hành theo quy định :: co-khong :: Báo cáo kết quả tự kiểm tra văn bản :: TP
+ .75 :: Tỷ lệ văn bản góp ý dự thảo gửi cơ quan soạn thảo đúng thời hạn đề nghị :: tyle 70 :: Số liệu của hệ thống quản lý văn bản :: TP
# Cải cách thủ tục hành chính và cơ chế một cửa, một cửa liên thông
= Kiểm soát thủ tục hành chính
- .5/.5/1 :: Ban hành kế hoạch kiểm soát, rà soát thủ tục hành chính :: ban-hanh :: Kế hoạch kiểm soát thủ tục hành chính :: VP
- .5/.5/- :: Tỷ lệ thủ tục hành chính được đề xuất cắt giảm, đơn giản hóa so với kế hoạch rà soát :: nguong 100=1 70=.5 :: Quyết định thông qua phương án đơn giản hóa :: VP
- .5 :: Quy định, yêu cầu thêm giấy tờ ngoài thành phần hồ sơ đã công bố :: tru .25 :: Kết luận kiểm tra, phản ánh đã được xác minh :: VP !
= Công bố, công khai thủ tục hành chính
- .75 :: Tỷ lệ thủ tục hành chính được {trình công bố~cập nhật~cập nhật} kịp thời sau khi có quy định mới :: tyle 80 :: Quyết định công bố, ngày văn bản có hiệu lực :: VP
- .25 :: Niêm yết đầy đủ thủ tục hành chính tại bộ phận tiếp nhận và trả kết quả :: co-khong :: Ảnh chụp nơi niêm yết, biên bản kiểm tra :: VP *
- .5 :: Công khai thủ tục hành chính trên {trang thông tin điện tử~cổng thông tin điện tử~trang thông tin điện tử} đúng với quyết định công bố :: thuc-hien :: Địa chỉ trang công khai :: VP
= Tổ chức thực hiện cơ chế một cửa, một cửa liên thông
- 1 :: Tỷ lệ thủ tục hành chính thuộc thẩm quyền được tiếp nhận tại {Trung tâm Phục vụ hành chính công~bộ phận một cửa~Trung tâm Phục vụ hành chính công} :: tyle 80 :: Quyết định phê duyệt danh mục, số liệu hệ thống :: VP *
- .5 :: Tỷ lệ thủ tục hành chính thực hiện liên thông so với danh mục đã phê duyệt :: nguong 90=1 60=.5 :: Quy trình liên thông đã phê duyệt :: VP *
- .5 :: Cơ sở vật chất, trang thiết bị của bộ phận tiếp nhận và trả kết quả :: cham :: Biên bản kiểm tra thực tế, hình ảnh :: VP *
- .5 :: Cử công chức có chuyên môn phù hợp, được tập huấn làm nhiệm vụ tiếp nhận hồ sơ :: thuc-hien :: Quyết định phân công, giấy chứng nhận tập huấn :: VP *
- .5 :: Ban hành và niêm yết quy chế hoạt động của bộ phận tiếp nhận và trả kết quả :: co-khong :: Quyết định ban hành quy chế :: VP *
= Kết quả giải quyết thủ tục hành chính
- 2 :: Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn và trước hạn :: tyle 90 :: Số liệu của Hệ thống thông tin giải quyết thủ tục hành chính, từ 01/01 đến 31/12 :: VP *
- .5 :: Hồ sơ trễ hạn không có văn bản xin lỗi và hẹn lại ngày trả kết quả :: tru .1 :: Danh sách hồ sơ trễ hạn, văn bản xin lỗi :: VP *!
- 1 :: Kết quả đánh giá chất lượng giải quyết thủ tục hành chính theo thời gian thực :: nguong 90=1 80=.75 70=.5 50=.25 :: Số liệu công khai trên cổng dịch vụ công :: VP *
= Tiếp nhận, xử lý phản ánh, kiến nghị về quy định hành chính
- .5 :: Công khai địa chỉ, số điện thoại tiếp nhận phản ánh, kiến nghị :: co-khong :: Ảnh chụp nơi niêm yết, địa chỉ trang công khai :: VP
- .5 :: Tỷ lệ phản ánh, kiến nghị được xử lý đúng hạn :: tyle 80 :: Sổ theo dõi, số liệu hệ thống tiếp nhận phản ánh, kiến nghị :: VP
- .5 :: Công khai kết quả trả lời phản ánh, kiến nghị :: thuc-hien :: Địa chỉ trang công khai :: VP
+ .5 :: Công chức, viên chức bị phản ánh gây phiền hà, nhũng nhiễu khi giải quyết thủ tục hành chính, đã được xác minh là đúng :: tru .25 :: Kết luận xác minh của cơ quan có thẩm quyền :: TT !
= Thủ tục hành chính nội bộ
- .25 :: Rà soát, lập danh mục thủ tục hành chính nội bộ thuộc phạm vi quản lý :: co-khong :: Quyết định phê duyệt danh mục :: VP
- .25 :: Thực hiện phương án đơn giản hóa thủ tục hành chính nội bộ :: thuc-hien :: Báo cáo kết quả thực hiện phương án :: VP
"""

AREAS_4_TO_7 = """
# Cải cách tổ chức bộ máy hành chính
= Thực hiện quy định về chức năng, nhiệm vụ và cơ cấu tổ chức
- .5 :: Ban hành, rà soát quy định chức năng, nhiệm vụ của {phòng, đơn vị trực thuộc~phòng chuyên môn~phòng và công chức} :: ban-hanh :: Quyết định quy định chức năng, nhiệm vụ :: NV
- .5/.5/- :: Sắp xếp {tổ chức bên trong và đơn vị sự nghiệp~phòng chuyên môn và đơn vị sự nghiệp~tổ chức} theo kế hoạch được phê duyệt :: thuc-hien :: Đề án, quyết định sắp xếp :: NV
- .5/.5/1 :: Số lượng cấp phó không vượt quy định :: co-khong :: Danh sách lãnh đạo, quản lý đến 31/12 :: NV
= Quản lý, sử dụng biên chế
- .5 :: Sử dụng biên chế không vượt số được giao :: co-khong :: Quyết định giao biên chế, danh sách có mặt đến 31/12 :: NV
- .75 :: Mức độ hoàn thành chỉ tiêu tinh giản biên chế :: nguong 100=1 80=.5 :: Danh sách tinh giản đã phê duyệt :: NV
= Phân cấp, ủy quyền
- .5 :: Ban hành hoặc trình ban hành quy định phân cấp, ủy quyền trong lĩnh vực quản lý :: co-khong :: Quyết định, tờ trình về phân cấp, ủy quyền :: NV
- .75 :: Kiểm tra và xử lý vấn đề phát hiện trong thực hiện nhiệm vụ được phân cấp, ủy quyền :: xu-ly :: Kết luận kiểm tra, báo cáo khắc phục :: NV !
= Quy chế làm việc
- .5 :: Ban hành, sửa đổi quy chế làm việc phù hợp với chức năng, nhiệm vụ hiện hành :: co-khong :: Quyết định ban hành quy chế :: NV
- .5 :: Kết quả thực hiện quy chế làm việc, quy chế phối hợp :: cham :: Báo cáo tự đánh giá, ý kiến của đơn vị phối hợp :: NV
+ .5 :: Thực hiện dân chủ trong hoạt động của cơ quan :: thuc-hien :: Biên bản hội nghị cán bộ, công chức; báo cáo thực hiện dân chủ :: NV
= Kiểm tra tổ chức và hoạt động của {đơn vị trực thuộc~phòng, đơn vị trực thuộc~thôn, tổ dân phố}
- .25 :: Tỷ lệ {đơn vị trực thuộc~phòng, đơn vị trực thuộc~thôn, tổ dân phố} được kiểm tra trong năm :: nguong 30=1 20=.5 :: Thông báo kết luận kiểm tra :: NV
- .25 :: Thực hiện kết luận kiểm tra của cấp trên về tổ chức bộ máy :: thuc-hien :: Báo cáo thực hiện kết luận :: NV
# Cải cách chế độ công vụ
= Vị trí việc làm và cơ cấu công chức, viên chức
- .5 :: Xây dựng, điều chỉnh đề án vị trí việc làm đúng thời hạn :: ban-hanh :: Quyết định phê duyệt vị trí việc làm :: NV
- .75 :: Tỷ lệ công chức, viên chức được bố trí đúng vị trí việc làm đã phê duyệt :: tyle 60 :: Danh sách bố trí theo vị trí việc làm :: NV
= Tuyển dụng, bổ nhiệm công chức, viên chức
- .5 :: Thực hiện đúng quy định về tuyển dụng, tiếp nhận công chức, viên chức :: co-khong :: Kế hoạch, thông báo và kết quả tuyển dụng :: NV
- .5 :: Trường hợp bổ nhiệm, bổ nhiệm lại không đúng quy trình, điều kiện, tiêu chuẩn :: tru .25 :: Kết luận thanh tra, kiểm tra công tác cán bộ :: NV !
= Đánh giá, xếp loại chất lượng công chức, viên chức
- .5 :: Thực hiện đúng trình tự, thời hạn đánh giá, xếp loại :: thuc-hien :: Biên bản, quyết định công nhận kết quả xếp loại :: NV
- .75 :: Mức độ gắn kết quả đánh giá với sản phẩm công việc cụ thể :: cham :: Bảng tiêu chí đánh giá, phiếu giao việc :: NV !
= Đào tạo, bồi dưỡng
- .5 :: Ban hành kế hoạch đào tạo, bồi dưỡng hằng năm :: ban-hanh :: Kế hoạch đào tạo, bồi dưỡng :: NV
- .75 :: Mức độ hoàn thành kế hoạch đào tạo, bồi dưỡng :: nguong 95=1 80=.6 :: Danh sách người đã hoàn thành khóa học :: NV
= Kỷ luật, kỷ cương hành chính
- .5 :: Tự kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính :: thuc-hien :: Kế hoạch, biên bản kiểm tra :: NV
- 1 :: Công chức, viên chức bị xử lý kỷ luật trong thi hành công vụ :: tru .25 :: Quyết định xử lý kỷ luật :: NV
+ .5 :: Tỷ lệ người thuộc diện chuyển đổi vị trí công tác đã được chuyển đổi :: tyle 70 :: Kế hoạch, quyết định chuyển đổi vị trí công tác :: NV
+ .75 :: Tỷ lệ hồ sơ cán bộ, công chức, viên chức được cập nhật đầy đủ trên cơ sở dữ liệu của tỉnh :: tyle 90 :: Số liệu của cơ sở dữ liệu, chốt ngày 31/12 :: NV
= Văn hóa công sở
- .25 :: Thực hiện quy tắc ứng xử, trang phục, đeo thẻ công chức :: cham :: Biên bản kiểm tra đột xuất :: NV
- .25 :: Tổ chức phong trào thi đua thực hiện văn hóa công sở :: co-khong :: Kế hoạch, báo cáo tổng kết phong trào :: NV
# Cải cách tài chính công
= Quản lý, sử dụng kinh phí
- 1/1/2 :: Tỷ lệ giải ngân kế hoạch vốn, dự toán được giao trong năm :: tyle 80 :: Số liệu đối chiếu với Kho bạc Nhà nước :: TC
- .5 :: Ban hành, công khai quy chế chi tiêu nội bộ :: co-khong :: Quyết định ban hành quy chế :: TC
- .5/.5/1 :: Tỷ lệ kiến nghị sau thanh tra, kiểm toán về tài chính đã được thực hiện :: tyle 80 :: Báo cáo thực hiện kiến nghị, chứng từ nộp ngân sách :: TT
= Quản lý tài sản công
- .5 :: Ban hành quy chế quản lý, sử dụng tài sản công :: co-khong :: Quyết định ban hành quy chế :: TC
- .5 :: Kê khai, báo cáo tình hình quản lý, sử dụng tài sản công đúng thời hạn :: thuc-hien :: Báo cáo trên phần mềm quản lý tài sản công :: TC
= Thực hiện cơ chế tự chủ
- .75/.75/- :: Tỷ lệ đơn vị sự nghiệp trực thuộc được giao quyền tự chủ tài chính đúng thời hạn :: nguong 100=1 80=.5 :: Quyết định giao quyền tự chủ :: TC
- .75/.75/- :: Thực hiện phương án tăng mức tự chủ của đơn vị sự nghiệp :: thuc-hien :: Phương án đã phê duyệt, báo cáo tài chính :: TC
= Công khai ngân sách
- .5 :: Công khai dự toán, quyết toán đúng nội dung, hình thức, thời hạn :: thuc-hien :: Quyết định công bố công khai, địa chỉ đăng tải :: TC
- .5 :: Sai phạm về quản lý tài chính, tài sản đã có kết luận :: tru .25 :: Kết luận thanh tra, kiểm tra, kiểm toán :: TT !
+ .5 :: Kết quả thực hành tiết kiệm, chống lãng phí :: cham :: Chương trình và báo cáo thực hành tiết kiệm, chống lãng phí :: TC
# Hiện đại hóa hành chính, xây dựng chính quyền số
= Kế hoạch chuyển đổi số
- .5 :: Ban hành kế hoạch chuyển đổi số năm :: ban-hanh :: Kế hoạch đã ban hành :: KC
- 1 :: Mức độ hoàn thành kế hoạch chuyển đổi số :: nguong 100=1 85=.75 70=.5 :: Báo cáo kết quả, sản phẩm của từng nhiệm vụ :: KC
= Văn bản điện tử và hồ sơ công việc
- 1 :: Tỷ lệ văn bản đi được ký số đúng quy định :: tyle 80 :: Số liệu của hệ thống quản lý văn bản :: KC
- 1 :: Tỷ lệ hồ sơ công việc được lập và xử lý trên môi trường mạng :: tyle 70 :: Số liệu của hệ thống quản lý văn bản :: KC
- .5 :: Tỷ lệ văn bản gửi, nhận qua trục liên thông của tỉnh :: tyle 90/99 :: Số liệu của trục liên thông văn bản :: KC
= Dịch vụ công trực tuyến
- 1 :: Tỷ lệ thủ tục hành chính đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình :: tyle 50 :: Danh mục dịch vụ công trực tuyến đã phê duyệt :: KC *
- 1.5 :: Tỷ lệ hồ sơ tiếp nhận trực tuyến trên tổng số hồ sơ tiếp nhận :: tyle 50/95 :: Số liệu của Hệ thống thông tin giải quyết thủ tục hành chính :: KC *
- 1 :: Tỷ lệ hồ sơ có nghĩa vụ tài chính được thanh toán trực tuyến :: nguong 80=1 60=.75 40=.5 :: Số liệu thanh toán trên cổng dịch vụ công :: KC *
- .5 :: Tỷ lệ hồ sơ có thành phần được khai thác, sử dụng lại dữ liệu đã số hóa :: nguong 60=1 30=.5 :: Số liệu của Hệ thống thông tin giải quyết thủ tục hành chính :: KC *
= Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính
- 1 :: Tỷ lệ hồ sơ được số hóa khi tiếp nhận :: tyle 60 :: Số liệu của Hệ thống thông tin giải quyết thủ tục hành chính :: KC *
- 1 :: Tỷ lệ kết quả giải quyết được cấp bản điện tử có ký số :: tyle 60 :: Số liệu của kho quản lý dữ liệu điện tử :: KC *
= {Trang thông tin điện tử~Cổng thông tin điện tử~Trang thông tin điện tử}
- .5 :: Cung cấp đầy đủ, kịp thời thông tin theo quy định :: cham :: Kết quả rà soát các chuyên mục bắt buộc :: KC
- .5 :: Tỷ lệ câu hỏi của người dân, doanh nghiệp được trả lời đúng hạn :: tyle 80 :: Số liệu chuyên mục hỏi đáp :: KC
= An toàn thông tin
- .5 :: Phê duyệt hồ sơ đề xuất cấp độ an toàn hệ thống thông tin :: co-khong :: Quyết định phê duyệt cấp độ :: KC
- .5 :: Sự cố mất an toàn thông tin do không thực hiện biện pháp bảo vệ theo quy định :: tru .25 :: Thông báo, biên bản xử lý sự cố :: KC !
+ .5 :: Duy trì, cải tiến hệ thống quản lý chất lượng theo tiêu chuẩn TCVN ISO 9001:2015 :: thuc-hien :: Quyết định công bố, báo cáo đánh giá nội bộ :: KC
"""
