// hocba issue transcript, certificate, diploma, award.
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/desk_deposit.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"

namespace hocba::cli {
namespace {

Result<int> write_template(Run& run, const IssueOptions& o) {
  const exchange::ImportKind kind = *import_kind(o.type);
  const exchange::Table table = exchange::template_table(kind);
  if (o.to.empty()) {
    const std::string sheet = exchange::to_csv(table);
    if (!run.out().json_wanted()) run.out().raw(sheet);
    run.out().json({{"template", sheet}});
    return kExitDone;
  }
  HOCBA_TRY(const std::string bytes, sheet_bytes(table, kind, o.to));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.to, bytes));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to);
  run.out().json({{"file", o.to}});
  return kExitDone;
}

}  // namespace

void add_issue_commands(Args root, Run& run) {
  Args issue = root.command("issue", "phát hành từ bảng tính .xlsx hoặc CSV", "issues from spreadsheets, .xlsx or CSV");
  struct Type {
    const char *type, *vi, *en;
  };
  for (const auto& [type, vi, en] :
       {Type{"transcript", "học bạ: mỗi dòng một môn", "transcripts: a row per subject"},
        Type{"certificate", "chứng chỉ", "certificates"},
        Type{"diploma", "văn bằng: nghề nghiệp, THPT, hoàn thành chương trình; bằng cũ số hóa",
             "diplomas: vocational, upper secondary, completion; digitised old ones"},
        Type{"award", "giấy khen, bằng khen", "awards"}}) {
    auto o = std::make_shared<IssueOptions>();
    o->type = type;
    const std::string examples = "hocba issue " + o->type + " --template -o mau.xlsx\nhocba issue " + o->type +
                                 " lop-6a1.xlsx --dry-run --unit 79TH0001\nhocba issue " + o->type +
                                 " lop-6a1.xlsx --desk --key van-thu.key\nhocba issue " + o->type +
                                 " lop-6a1.xlsx --unit 79TH0001 " +
                                 (o->type == "transcript" ? "--sign teacher=gv.key --sign homeroom=cn.key " : "") +
                                 "--sign principal=ht.key --sign seal=dau.key";
    Args command = issue.command(type, vi, en, examples);
    command.positionals("FILE", o->files, "tệp .xlsx hoặc CSV", ".xlsx or CSV files");
    command.list("--sign", o->signs, "người ký văn bản: vai_trò=TỆP_KHÓA hoặc vai_trò=pkcs11:…, lặp lại",
                 "a signatory: role=KEY_FILE or role=pkcs11:…, repeated");
    command.option("--period", o->period, "kỳ khi tệp không ghi: 2024-2025 hoặc 2025",
                   "period where the file has none: 2024-2025 or 2025");
    command.number("--book", o->book, chain::kMinYear, chain::kMaxYear, "năm của sổ (mặc định: năm của Ngày cấp)",
                   "year of the register book (default: that of the dates of issue)");
    command.option("--issuer-name", o->issuer_name, "tên đơn vị trên văn bản (mặc định: theo hồ sơ)",
                   "the issuer's name on the documents (default: the unit's profile)");
    command.option("--serial-secret", o->serial_secret, "tệp khóa số hiệu của đơn vị",
                   "file of the unit's serial secret");
    command.option("--work", o->work,
                   "thư mục làm việc để tiếp tục khi bị ngắt (mặc định: TỆP.hocba, của .xlsx: TỆP.TRANG.hocba)",
                   "work folder, to go on after an interruption (default: FILE.hocba, of .xlsx: FILE.SHEET.hocba)");
    command.option("--result", o->result, "tệp kết quả (mặc định: TỆP.ketqua.csv)",
                   "result file (default: FILE.ketqua.csv)");
    command.number("--batch", o->batch, 1, chain::kMaxIssueItems, "số văn bản trong một bản ghi (mặc định 64)",
                   "documents per record (default 64)");
    command.flag("--dry-run", o->dry_run,
                 "chỉ kiểm tra, không ghi gì; có nút thì kiểm cả chính sách, người ký, số hiệu, chỗ điều chỉnh",
                 "checks everything, records nothing; with a node also policy, signatories, serials and corrections");
    command.flag("--offline", o->offline, "với --dry-run: chỉ xem tệp, không hỏi nút nào",
                 "with --dry-run: looks at the sheet alone, asks no node");
    if (o->type == "transcript")
      command.option("--against", o->against, "với --dry-run: bảng của lần trước, để xem có gì khác",
                     "with --dry-run: the former sheet, to see what differs");
    command.flag("--skip-bad", o->skip_bad, "bỏ qua các dòng lỗi", "leaves out rows with errors");
    command.flag("--allow-columns", o->allow_columns, "nhận cả bảng có cột lạ, hoặc học bạ thiếu cột điểm",
                 "takes a sheet with unknown columns, or a transcript's without columns of marks");
    command.flag("--desk", o->desk, "đưa lên bàn ký của nút: mỗi người ký trên máy mình (hocba desk)",
                 "to the node's signing desk: each signs on their own machine (hocba desk)");
    command.option("--sheet", o->sheet,
                   "trang tính của tệp .xlsx (mặc định: trang hiện đầu tiên có tiêu đề quen thuộc)",
                   "sheet of an .xlsx file (default: the first visible one with a known header)");
    if (o->type == "transcript")
      command.option("--photos", o->photos,
                     "thư mục ảnh 3×4 (JPEG, PNG), tên tệp là số định danh hoặc mã định danh ngành của học sinh",
                     "folder of photos (JPEG, PNG), each named after the pupil's personal number or sector code");
    command.flag("--template", o->show_template, "in tệp mẫu (CSV), hoặc ghi ra tệp: -o",
                 "prints a template (CSV), or writes it to a file: -o");
    command.option("-o,--to", o->to, "với --template: tệp ghi ra, .xlsx hoặc .csv",
                   "with --template: the file to write, .xlsx or .csv");
    if (o->type == "award")
      command.option("--quota", o->quota, "tệp chỉ tiêu khen thưởng, tính cả đã cấp trong kỳ: vượt thì không cấp gì",
                     "the quotas of awards, with those issued before in the period: beyond them nothing is issued");
    command.action([o, &run] {
      if (o->show_template) return run.finish(write_template(run, *o));
      if (o->files.empty())
        return run.fail(Error(kUsage, run.say("thiếu FILE: tệp dữ liệu", "missing: FILE, the sheet")));
      if (!o->against.empty() && !o->dry_run)
        return run.fail(
            Error(kUsage, run.say("--against chỉ đi với --dry-run", "--against goes with --dry-run alone")));
      return run.finish(o->desk ? DeskDepositing(run, *o).run() : Issuing(run, *o).run());
    });
  }
}

}  // namespace hocba::cli
