#include "node/config_table.hpp"

#include "ledger/chain/block.hpp"

namespace hocba::node {

namespace {

constexpr std::int64_t kMebi = 1 << 20;

#define HOCBA_NUMBER(part, name, low, high, vi, en)                                                         \
  ConfigField {                                                                                             \
#part, #name, vi, en, [](Config & c) { return &c.part.name; }, low, high, nullptr, {}, nullptr, nullptr \
  }
#define HOCBA_TEXT(part, name, allowed, vi, en)                                                             \
  ConfigField {                                                                                             \
#part, #name, vi, en, nullptr, 0, 0, [](Config & c) { return &c.part.name; }, allowed, nullptr, nullptr \
  }
#define HOCBA_FLAG(part, name, vi, en)                                                                 \
  ConfigField {                                                                                        \
#part, #name, vi, en, nullptr, 0, 0, nullptr, {}, [](Config & c) { return &c.part.name; }, nullptr \
  }
#define HOCBA_LIST(part, name, vi, en)                                                                 \
  ConfigField {                                                                                        \
#part, #name, vi, en, nullptr, 0, 0, nullptr, {}, nullptr, [](Config & c) { return &c.part.name; } \
  }

const ConfigField kFields[] = {
    HOCBA_TEXT(node, name, "", "nút này là bên xác nhận nào trong genesis.json; để trống: bên có khóa nằm trong keys/",
               "which validator of genesis.json this node is; empty: the one whose keys stand in keys/"),
    HOCBA_TEXT(
        node, passphrase_file, "",
        "tệp chứa mật khẩu của keys/*.key; credential:TÊN lấy từ systemd; để trống: khóa không có mật khẩu",
        "file with the passphrase of keys/*.key; credential:NAME takes it from systemd; empty: the keys have none"),
    HOCBA_FLAG(node, simulated_clock,
               "chỉ cho mạng thử nghiệm: đồng hồ đứng yên cho đến khi được chỉnh (POST /v1/test/clock)",
               "test networks only: the clock stands still until it is moved (POST /v1/test/clock)"),
    HOCBA_FLAG(node, require_deposit, "từ chối bản ghi của những văn bản chưa có trong kho của nút này",
               "refuse records of credentials whose documents are not in this node's vault"),
    HOCBA_FLAG(
        node, one_transcript,
        "từ chối học bạ thứ hai của một người cùng trường, cùng kỳ, cùng cấp học, trừ khi nó thay thế học bạ trước",
        "refuse a person's second transcript of a school, period and level, unless it supersedes the first"),
    HOCBA_LIST(node, serves, "mã các đơn vị có văn bản được giữ ở đây; để trống: mọi đơn vị",
               "codes of the units whose documents are kept here; empty: all"),
    HOCBA_TEXT(node, calendar, "",
               "tệp lịch làm việc bổ sung cho bảng của chương trình (docs/formats/calendar.md); để trống: chỉ bảng đó",
               "file of working days over the program's table (docs/formats/calendar.md); empty: that table alone"),

    HOCBA_TEXT(http, listen, "", "địa chỉ để lắng nghe", "address to listen on"),
    HOCBA_NUMBER(http, port, 0, 65'535, "0: một cổng còn trống, được ghi trong nhật ký",
                 "0: any free port, told in the log"),
    HOCBA_TEXT(http, public_url, "", "địa chỉ mà bên ngoài dùng để gọi nút này; để trống: suy từ listen và port",
               "how others reach this node; empty: from listen and port"),
    HOCBA_TEXT(http, tls_certificate, "",
               "tệp PEM chứa chuỗi chứng thư; để trống: HTTP không mã hóa, cho proxy trên cùng máy",
               "PEM file with the certificate chain; empty: plain HTTP, for a proxy on this machine"),
    HOCBA_TEXT(http, tls_key, "", "tệp PEM chứa khóa riêng của chứng thư đó", "PEM file with its private key"),
    HOCBA_NUMBER(http, max_connections, 1, 100'000, "số lượng cùng lúc", "open at the same time"),
    HOCBA_NUMBER(http, max_connections_per_address, 1, 100'000, "từ một địa chỉ", "of one client address"),
    HOCBA_NUMBER(http, max_body_bytes, 65'536, 64 * kMebi,
                 "thân yêu cầu lớn nhất (byte); phần lớn đường dẫn có giới hạn riêng nhỏ hơn",
                 "largest request body of any path; most paths have a smaller bound of their own"),
    HOCBA_NUMBER(http, max_header_bytes, 1'024, kMebi, "phần đầu yêu cầu lớn nhất (byte)", "largest request header"),
    HOCBA_NUMBER(http, header_timeout_ms, 100, 600'000, "thời gian chờ nhận đủ phần đầu",
                 "until the whole header is there"),
    HOCBA_NUMBER(http, body_timeout_ms, 100, 600'000, "thời gian chờ nhận đủ phần thân",
                 "until the whole body is there"),
    HOCBA_NUMBER(http, idle_timeout_ms, 100, 3'600'000, "giữa hai yêu cầu của một kết nối",
                 "between two requests of a connection"),
    HOCBA_NUMBER(http, write_timeout_ms, 100, 600'000, "thời gian chờ bên kia nhận xong câu trả lời",
                 "until an answer is taken"),
    HOCBA_NUMBER(http, requests_per_minute, 1, 100'000'000, "từ một địa chỉ, mọi loại yêu cầu",
                 "of one address, of any kind"),
    HOCBA_NUMBER(http, writes_per_minute, 1, 100'000'000, "từ một địa chỉ: bản ghi và văn bản",
                 "of one address: records and documents"),
    HOCBA_NUMBER(http, lookups_per_minute, 1, 100'000'000, "từ một địa chỉ: tra cứu công khai bằng hai thông tin",
                 "of one address: public look-ups by two inputs"),
    HOCBA_NUMBER(http, lookups_per_serial_per_hour, 1, 100'000'000,
                 "số lần tra cứu một số hiệu, từ mọi địa chỉ cộng lại",
                 "look-ups of one serial, from all addresses together"),
    HOCBA_NUMBER(http, verifications_per_minute, 1, 100'000'000, "từ một địa chỉ: tệp gửi lên để kiểm tra",
                 "of one address: uploaded files"),
    HOCBA_NUMBER(http, session_s, 60, 86'400, "một phiên đăng nhập kéo dài bao nhiêu giây",
                 "seconds that a session lasts"),
    HOCBA_NUMBER(http, max_sessions, 1, 1'000'000, "số lượng cùng lúc", "open at the same time"),
    HOCBA_NUMBER(http, max_batch_records, 1, 100'000, "số bản ghi trong một POST /v1/records/batch",
                 "records in one POST /v1/records/batch"),
    HOCBA_NUMBER(http, final_wait_ms, 0, 600'000, "chờ bản ghi được chốt lâu nhất, quá thì trả lời 202",
                 "longest wait for finality before the answer is 202"),
    HOCBA_TEXT(http, metrics_listen, "",
               "địa_chỉ:cổng chỉ dành cho /metrics; để trống: /metrics trả lời các chương trình trên máy này",
               "address:port of /metrics alone; empty: /metrics answers callers on this machine"),
    HOCBA_LIST(http, trusted_proxies, "các địa chỉ được tin ở X-Forwarded-For",
               "addresses whose X-Forwarded-For is believed"),

    HOCBA_NUMBER(ledger, workers, 0, 256, "số luồng kiểm tra chữ ký; 0: mỗi lõi một luồng",
                 "threads that check signatures; 0: one per core"),
    HOCBA_NUMBER(
        ledger, stranger_checks_per_second, 0, 1'000'000,
        "số chữ ký được kiểm tra mỗi giây cho những khóa chưa được cấp quyền gì, tất cả cộng lại; quá thì trả lời 503",
        "signatures checked a second for keys that the ledger gave nothing, all together; more are answered 503"),
    HOCBA_NUMBER(ledger, queue_records, 16, 1'000'000, "số bản ghi đã nhận mà chưa xét xong; quá thì trả lời 503",
                 "records taken in and not yet decided; more are answered 503"),
    HOCBA_NUMBER(ledger, queue_bytes, kMebi, 2'048 * kMebi - 1, "như trên, tính bằng byte", "the same in bytes"),
    HOCBA_NUMBER(ledger, group_records, 1, static_cast<std::int64_t>(chain::kMaxBlockRecords),
                 "số bản ghi nhiều nhất của một khối", "most records of one block"),
    HOCBA_NUMBER(ledger, group_bytes, 65'536, 64 * kMebi, "số byte nhiều nhất của các bản ghi trong một khối",
                 "most bytes of one block's records"),
    HOCBA_NUMBER(ledger, cache_entries, 0, 10'000'000, "số giá trị trạng thái giữ trong bộ nhớ",
                 "state values kept in memory"),
    HOCBA_NUMBER(ledger, block_cache_bytes, kMebi, 2'048 * kMebi - 1,
                 "bộ nhớ đệm của RocksDB cho các khối đã đọc (byte)", "RocksDB's cache of read blocks"),
    HOCBA_NUMBER(ledger, write_buffer_bytes, kMebi, 512 * kMebi, "bộ đệm ghi của RocksDB (byte)",
                 "RocksDB's write buffer"),

    HOCBA_NUMBER(vault, max_document_bytes, 1'024, 16 * kMebi, "một văn bản, phần lõi và các nhóm cộng lại (byte)",
                 "one document, core and groups together"),
    HOCBA_NUMBER(vault, max_waiting_documents, 1, 10'000'000,
                 "số văn bản chưa có bản ghi nào nhắc đến; quá thì từ chối",
                 "documents that no record names yet; further ones are refused"),
    HOCBA_NUMBER(vault, max_waiting_per_unit, 1, 10'000'000, "như trên, của một đơn vị", "the same of one unit"),
    HOCBA_NUMBER(vault, waiting_days, 0, 3'650,
                 "văn bản gửi vào đã bấy nhiêu ngày mà không có bản ghi nào nhắc đến thì bị hủy; 0: không bao giờ",
                 "a document that no record names this long after its deposit is destroyed; 0: never"),
    HOCBA_NUMBER(vault, max_search_matches, 1, 1'000'000, "tìm thấy nhiều hơn số này thì từ chối vì quá rộng",
                 "a search with more matches is refused as too broad"),
    HOCBA_NUMBER(vault, max_search_results, 1, 10'000, "số kết quả của một trang", "results of one page"),
    HOCBA_NUMBER(vault, block_cache_bytes, kMebi, 2'048 * kMebi - 1,
                 "bộ nhớ đệm của RocksDB cho các khối đã đọc (byte)", "RocksDB's cache of read blocks"),
    HOCBA_NUMBER(vault, write_buffer_bytes, kMebi, 512 * kMebi, "bộ đệm ghi của RocksDB (byte)",
                 "RocksDB's write buffer"),

    HOCBA_NUMBER(requests, acknowledge_working_days, 1, 30,
                 "yêu cầu về dữ liệu cá nhân: xác nhận đã nhận trong bấy nhiêu ngày làm việc",
                 "requests about personal data: acknowledged within so many working days"),
    HOCBA_NUMBER(requests, view_days, 1, 365, "thực hiện yêu cầu xem trong bấy nhiêu ngày", "days to let them view"),
    HOCBA_NUMBER(requests, correct_days, 1, 365, "thực hiện yêu cầu chỉnh sửa trong bấy nhiêu ngày", "days to correct"),
    HOCBA_NUMBER(requests, withdraw_days, 1, 365, "thực hiện yêu cầu rút lại đồng ý trong bấy nhiêu ngày",
                 "days to carry out a withdrawal of consent"),
    HOCBA_NUMBER(requests, restrict_days, 1, 365, "thực hiện yêu cầu hạn chế xử lý trong bấy nhiêu ngày",
                 "days to restrict processing"),
    HOCBA_NUMBER(requests, erase_days, 1, 365, "thực hiện yêu cầu xóa trong bấy nhiêu ngày", "days to erase"),
    HOCBA_NUMBER(requests, keep_years, 1, 100, "giữ lại yêu cầu đã trả lời trong bấy nhiêu năm rồi hủy",
                 "years that an answered request is kept, then destroyed"),
    HOCBA_NUMBER(requests, max_per_unit, 1, 1'000'000,
                 "số yêu cầu nhiều nhất của một đơn vị, kể cả đã trả lời; quá thì từ chối",
                 "requests of one unit, answered ones too; further ones are refused"),

    HOCBA_NUMBER(maintenance, recosign_minutes, 0, 10'080,
                 "sổ cái không có gì mới thì bao lâu ký lại mốc kiểm tra một lần; 0: không bao giờ",
                 "an idle ledger's checkpoint is cosigned again; 0: never"),
    HOCBA_NUMBER(maintenance, snapshot_hours, 0, 8'760,
                 "bao lâu chụp lại một lần các danh sách trạng thái đã đổi; 0: chỉ khi được yêu cầu",
                 "status snapshot of each changed list; 0: only on request"),
    HOCBA_NUMBER(maintenance, scrub_hours, 0, 8'760,
                 "bao lâu đọc lại, băm lại, phát lại dữ liệu đã lưu; 0: chỉ khi chạy hocbad check",
                 "re-read, re-hash, replay what is stored; 0: only hocbad check"),
    HOCBA_FLAG(maintenance, scrub_repairs, "tự sửa những gì chính nút này chứng minh được",
               "put right what this node alone can prove"),
    HOCBA_TEXT(maintenance, backup_directory, "", "thư mục đặt bản sao lưu định kỳ; để trống: không sao lưu",
               "where scheduled backups go; empty: none are made"),
    HOCBA_NUMBER(maintenance, backup_hours, 1, 8'760, "giữa hai lần sao lưu", "between two backups"),
    HOCBA_NUMBER(maintenance, backup_keep, 1, 10'000, "giữ lại bấy nhiêu bản sao lưu mới nhất",
                 "newest backup files that are kept"),
    HOCBA_TEXT(maintenance, backup_passphrase_file, "",
               "tệp mật khẩu bọc các tệp khóa trong bản sao lưu; cần khi khóa không có mật khẩu; ít nhất 10 ký tự",
               "wraps the key files inside a backup; needed where they have no passphrase; at least 10 characters"),

    HOCBA_TEXT(log, level, "debug info warning error", "debug, info, warning hoặc error",
               "debug, info, warning or error"),
    HOCBA_TEXT(log, format, "text json", "text, hoặc json: mỗi dòng một đối tượng", "text, or json: one object a line"),
    HOCBA_TEXT(log, file, "", "để trống: ghi ra luồng lỗi chuẩn (stderr)", "empty: standard error"),
};

#undef HOCBA_NUMBER
#undef HOCBA_TEXT
#undef HOCBA_FLAG
#undef HOCBA_LIST

std::string value_text(const ConfigField& field, Config& config) {
  if (field.number != nullptr) return std::to_string(*field.number(config));
  if (field.text != nullptr) return "\"" + *field.text(config) + "\"";
  if (field.flag != nullptr) return *field.flag(config) ? "true" : "false";
  return "[]";
}

}  // namespace

std::span<const ConfigField> config_fields() { return kFields; }

std::string default_config_text(CommentLanguage language) {
  const bool vi = language == CommentLanguage::vi;
  Config defaults;
  std::string out =
      vi ? "# Cấu hình của hocbad. Mọi mục với giá trị mặc định; bỏ dấu # ở đầu dòng để đổi. Mục lạ bị từ chối.\n"
           "# Đường dẫn tương đối tính từ thư mục này. Đơn vị đo nằm trong tên mục. Xem docs/OPERATING.md.\n"
         : "# Configuration of hocbad. Every key with its default; uncomment a line to change it. Unknown keys are "
           "refused.\n"
           "# Relative paths are relative to this directory. Units are in the names. See docs/OPERATING.md.\n";
  std::string_view section;
  for (const auto& field : kFields) {
    if (field.section != section) out += "\n[" + std::string(section = field.section) + "]\n";
    out += "# " + std::string(vi ? field.vietnamese : field.english);
    if (field.number != nullptr)
      out += " (" + std::to_string(field.least) + (vi ? " đến " : " to ") + std::to_string(field.most) + ")";
    out += "\n#" + std::string(field.key) + " = " + value_text(field, defaults) + "\n";
  }
  return out;
}

}  // namespace hocba::node
