#include "cli/training_paper.hpp"

#include <algorithm>

#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

namespace {

constexpr std::size_t kMostBars = 15;  // of more groups the chart shows how they are spread

// One paper in the making.
class ReportPaper {
 public:
  ReportPaper(const TrainingReport& report, Lang lang) : r_(report), lang_(lang) {}

  paper::Paper make() {
    head();
    facts();
    heading("Tóm tắt", "Summary");
    for (const std::string& sentence : summary_sentences(r_, lang_)) paragraph(sentence);
    group("audience", "Theo đối tượng", "By audience");
    group("level", "Theo cấp học", "By level");
    group("school", "Theo đơn vị", "By unit");
    group("topic", "Theo chuyên đề", "By topic");
    in_period();
    plan();
    documents();
    below();
    check();
    signatures();
    return std::move(out_);
  }

 private:
  std::string say(std::string_view vi, std::string_view en) const { return std::string(pick(lang_, vi, en)); }
  std::string number(std::uint64_t value) const { return grouped(value, lang_); }
  void heading(std::string_view vi, std::string_view en) {
    out_.blocks.push_back(paper::Heading{std::to_string(++sections_) + ". " + say(vi, en)});
  }
  void paragraph(std::string text, bool small = false) {
    out_.blocks.push_back(paper::Paragraph{.text = std::move(text), .small = small});
  }
  std::string caption(std::string_view vi, std::string_view en) {
    return say("Bảng ", "Table ") + std::to_string(++tables_) + ". " + say(vi, en);
  }
  std::string period() const { return report_period_words(r_.kind, r_.period, lang_); }
  std::string programme() const { return r_.names.title.empty() ? r_.names.code : r_.names.title; }

  void head() {
    const std::string unit = r_.unit.empty() ? r_.names.office : r_.unit;
    out_.head = {
        .superior = r_.superior.empty() ? std::string() : credential::upper_vi(named(r_.names.units, r_.superior)),
        .unit = credential::upper_vi(named(r_.names.units, unit)),
        .number = say("Số: ………/BC-………", "No. ………"),
        .state = say("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
        .motto = say("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
        .place_date = say("………………, ngày …… tháng …… năm ………", "………………, date ………………")};
    out_.title = say("BÁO CÁO", "REPORT");
    out_.subtitle =
        say("Kết quả đào tạo, bồi dưỡng", "Results of training") + (r_.period.empty() ? std::string() : " " + period());
    out_.page = say("Trang %1/%2", "Page %1/%2");
    out_.language = lang_ == Lang::vi ? "vi" : "en";
    out_.author = named(r_.names.units, unit);
    out_.subject = r_.names.code + (r_.period.empty() ? "" : " " + r_.kind + " " + r_.period);
    out_.time = r_.filed ? *r_.filed : r_.time.value_or(Time{});
    out_.foot = r_.names.code + (r_.period.empty() ? "" : " · " + r_.period) + " · " + unit + " · " +
                say("số liệu tính đến mục ", "as of entry ") + number(r_.as_of) +
                (r_.digest.empty() ? std::string() : " · SHA-256 " + r_.digest);
  }

  void facts() {
    paper::Facts facts;
    const auto add = [&](std::string_view vi, std::string_view en, const std::string& value) {
      if (!value.empty()) facts.lines.emplace_back(say(vi, en), value);
    };
    add("Chương trình:", "Programme:", programme() + (programme() == r_.names.code ? "" : " (" + r_.names.code + ")"));
    if (!r_.unit.empty()) add("Đơn vị báo cáo:", "Reporting unit:", unit_words(r_.names, r_.unit));
    if (!r_.period.empty()) {
      const training::Days days = training::days_of(*training::report_kind_from_text(r_.kind), r_.period);
      add("Kỳ báo cáo:", "Period:",
          period() + (days.from == days.to ? std::string()
                                           : say(" (từ ", " (") + to_screen(days.from) + say(" đến ", " to ") +
                                                 to_screen(days.to) + ")"));
      add("Hạn báo cáo:", "Due:",
          (r_.due ? to_screen(*r_.due) : say("chương trình không nêu", "none is set by the programme")) +
              (r_.late ? say(" – NỘP MUỘN", " – LATE") : std::string()));
    }
    add("Số liệu tính đến:", "As of:",
        say("trước mục ", "before entry ") + number(r_.as_of) + say(" của sổ cái", " of the ledger") +
            (r_.time ? say(" (lần ghi cuối: ", " (last recorded: ") + to_screen(*r_.time) + ")" : std::string()));
    if (r_.state_at != 0 && r_.state_at != r_.as_of)
      add("Tình trạng cuối kỳ:", "State at the end:",
          say("trước mục ", "before entry ") + number(r_.state_at) +
              say("; việc ghi sau kỳ báo cáo không tính", "; what was recorded after the period does not count"));
    if (!r_.period.empty())
      add("Ghi sổ:", "Filed:",
          r_.index
              ? say("mục ", "entry ") + number(*r_.index) + (r_.filed ? ", " + to_screen(*r_.filed) : std::string())
              : say("chưa ghi vào sổ cái (bản dự thảo)", "not on the ledger yet (a draft)"));
    for (const std::string& course : courses())
      if (named(r_.names.courses, course) != course) add("", "", course_words(r_.names, course));
    for (std::size_t i = facts.lines.size(); i-- > 0;)  // one label for the list of courses
      if (facts.lines[i].first.empty() && (i == 0 || !facts.lines[i - 1].first.empty()))
        facts.lines[i].first = say("Các khóa:", "Courses:");
    out_.blocks.push_back(std::move(facts));
  }

  std::vector<std::string> courses() const {
    std::vector<std::string> out;
    for (const auto& [by, lines] : r_.coverage)
      for (const CoverageLine& line : lines)
        if (std::find(out.begin(), out.end(), line.course) == out.end()) out.push_back(line.course);
    std::sort(out.begin(), out.end());
    return out;
  }

  void group(const std::string& by, std::string_view vi, std::string_view en) {
    const auto found = r_.coverage.find(by);
    if (found == r_.coverage.end()) return;
    const auto& lines = found->second;
    heading(vi, en);
    for (const std::string& course : courses()) {
      std::vector<std::size_t> of_course;  // places in `lines`
      for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].course == course) of_course.push_back(i);
      if (of_course.empty()) continue;
      // How units are spread would say of some what their own lines don't.
      if (of_course.size() <= kMostBars)
        out_.blocks.push_back(bars(by, course, lines, of_course));
      else if (!r_.told)
        out_.blocks.push_back(spread(course, lines, of_course));
    }
    const ReportTable table = coverage_table(lines, by, r_.names, lang_, told(by));
    paper::Table on_paper = paper_table(table, lang_);
    on_paper.caption = caption(vi, en);
    out_.blocks.push_back(std::move(on_paper));
    if (r_.told && !lines.empty())
      paragraph(say("Số dưới 5 người, và số từ đó suy ra được, không nêu (–, <, >).",
                    "Counts below 5 people, and what they could be told from, are not given (–, <, >)."),
                true);
  }

  const std::vector<PublicCount>* told(const std::string& by) const { return r_.told ? &r_.told->at(by) : nullptr; }
  static std::vector<std::pair<double, std::string>> percent_ticks() {
    return {{0, "0\u00a0%"}, {25, "25\u00a0%"}, {50, "50\u00a0%"}, {75, "75\u00a0%"}, {100, "100\u00a0%"}};
  }
  std::string group_label(const std::string& by, const CoverageLine& line) const {
    if (line.key.empty()) return say("(không rõ)", "(not known)");
    const auto& names = r_.names;
    return by == "school"  ? named(names.units, line.key)
           : by == "level" ? named(names.levels, line.key)
                           : named(by == "audience" ? names.audiences : names.topics, line.key);
  }

  paper::Chart bars(const std::string& by, const std::string& course, const std::vector<CoverageLine>& lines,
                    const std::vector<std::size_t>& places) {
    const bool targets = std::any_of(places.begin(), places.end(), [&](std::size_t i) { return lines[i].target; });
    paper::Chart chart{
        .caption = (r_.told ? say("Tỷ lệ đã đạt trong số đăng ký khóa ", "Share of the enlisted who passed ")
                            : say("Tỷ lệ đã đạt khóa ", "Share of those who passed ")) +
                   course,
        .ticks = percent_ticks(),
        .good = targets ? say("đạt mục tiêu", "target reached") : std::string(),
        .other = targets ? say("chưa đạt mục tiêu", "target not reached") : std::string(),
        .mark = targets ? say("mục tiêu", "target") : std::string()};
    for (const std::size_t i : places) {
      const CoverageLine& line = lines[i];
      const PublicCount* public_count = r_.told ? &r_.told->at(by).at(i) : nullptr;
      const bool exact = public_count == nullptr || public_count->share == share_of(line.passed, line.denominator);
      paper::Bar bar{.label = for_terminal(group_label(by, line)), .good = exact && line.reached};
      constexpr double kWhole = 100;
      if (line.denominator > 0 && exact)
        bar.value = kWhole * static_cast<double>(line.passed) / static_cast<double>(line.denominator);
      if (line.target) {
        bar.marked = true;
        bar.mark = static_cast<double>(*line.target);
      }
      bar.text = exact ? percent_words(line.passed, line.denominator, lang_) + " (" + number(line.passed) + "/" +
                             number(line.denominator) + ")"
                 : public_count->untold() ? public_count->passed
                                          : public_count->passed + "/" + public_count->heads;
      chart.bars.push_back(std::move(bar));
    }
    return chart;
  }

  // Of many units: how many lie where. The table names them.
  paper::Chart spread(const std::string& course, const std::vector<CoverageLine>& lines,
                      const std::vector<std::size_t>& places) {
    struct Band {
      std::uint64_t from, to;  // tenths of a per cent, `to` not in it
      const char *vi, *en;
    };
    constexpr std::uint64_t kAll = 1'000;
    constexpr Band kBands[] = {{kAll, kAll + 1, "đủ 100 %", "all, 100 %"},
                               {900, kAll, "từ 90 đến dưới 100 %", "90 to below 100 %"},
                               {750, 900, "từ 75 đến dưới 90 %", "75 to below 90 %"},
                               {500, 750, "từ 50 đến dưới 75 %", "50 to below 75 %"},
                               {1, 500, "trên 0, dưới 50 %", "above 0, below 50 %"},
                               {0, 1, "chưa có ai đạt", "nobody passed"}};
    const std::uint64_t units = places.size();
    paper::Chart chart{
        .caption = say("Số đơn vị theo tỷ lệ đã đạt khóa ", "Units by their share of those who passed ") + course +
                   " (" + number(units) + say(" đơn vị)", " units)"),
        .most = static_cast<double>(units),
        .ticks = {{0, "0"}, {static_cast<double>(units), number(units)}}};
    const auto count_if = [&](auto is) {
      return static_cast<std::uint64_t>(
          std::count_if(places.begin(), places.end(), [&](std::size_t i) { return is(lines[i]); }));
    };
    for (const Band& band : kBands) {
      const std::uint64_t count = count_if([&](const CoverageLine& line) {
        const std::uint64_t tenths = line.denominator == 0 ? 0 : line.passed * kAll / line.denominator;
        // One of 2,000 who passed is 0.0 % when rounded down, and not nobody.
        const std::uint64_t shown_tenths = line.passed > 0 ? std::max<std::uint64_t>(tenths, 1) : 0;
        return shown_tenths >= band.from && shown_tenths < band.to;
      });
      chart.bars.push_back({.label = say(band.vi, band.en),
                            .value = static_cast<double>(count),
                            .good = band.from == kAll,
                            .text = number(count) + say(" đơn vị", " units")});
    }
    const std::uint64_t reached = count_if([](const CoverageLine& line) { return line.reached; });
    if (count_if([](const CoverageLine& line) { return line.target.has_value(); }) > 0)
      chart.bars.push_back({.label = say("đạt mục tiêu", "target reached"),
                            .value = static_cast<double>(reached),
                            .good = true,
                            .text = number(reached) + say(" đơn vị", " units")});
    return chart;
  }

  void in_period() {
    if (r_.in_period.empty() || r_.told) return;
    heading("Trong kỳ", "In the period");
    paper::Table table{.caption = caption("Người mới đạt và lượt học bắt đầu trong kỳ",
                                          "Who passed, and attempts that began, in the period"),
                       .columns = {{say("Khóa", "Course"), 3},
                                   {say("Lượt học bắt đầu", "Attempts begun"), 1, paper::Align::right},
                                   {say("Người mới đạt", "Newly passed"), 1, paper::Align::right},
                                   {say("Không còn được tính", "No longer counted"), 1, paper::Align::right}}};
    for (const InPeriodLine& line : r_.in_period)
      table.rows.push_back(
          {{course_words(r_.names, line.course), number(line.begun), number(line.passed), number(line.lost)}});
    out_.blocks.push_back(std::move(table));
  }

  void documents() {
    if (r_.documents.empty() || r_.told) return;
    heading("Chứng chỉ, giấy xác nhận", "Certificates and confirmations");
    paper::Table table{.caption = caption("Văn bản đã cấp", "Documents issued"), .columns = {{say("Loại", "Type"), 3}}};
    for (const auto& header :
         {say("Đã cấp", "Issued"), say("Còn hiệu lực", "In force"), say("Đình chỉ", "Suspended"),
          say("Thu hồi", "Revoked"), say("Thay thế", "Superseded"), say("Cấp trong kỳ", "Issued in the period")})
      table.columns.push_back({header, 1, paper::Align::right});
    const bool erased = std::any_of(r_.documents.begin(), r_.documents.end(),
                                    [](const DocumentsLine& line) { return line.erased != 0; });
    if (erased) table.columns.push_back({say("Đã hủy", "Destroyed"), 1, paper::Align::right});
    for (const DocumentsLine& line : r_.documents) {
      table.rows.push_back({{type_words(line.type, lang_), number(line.issued), number(line.in_force),
                             number(line.suspended), number(line.revoked), number(line.superseded),
                             line.issued_in_period ? number(*line.issued_in_period) : std::string()}});
      if (erased) table.rows.back().cells.push_back(number(line.erased));
    }
    out_.blocks.push_back(std::move(table));
  }

  void plan() {
    if (r_.reporter == "school") return;
    heading("Số lớp: kế hoạch và thực hiện", "Classes: plan and done");
    std::uint64_t most = 1;
    for (const PlanLine& line : r_.plan) most = std::max({most, line.planned, line.closed});
    if (!r_.plan.empty()) {
      paper::Chart chart{.caption = say("Số lớp đã hoàn thành so với kế hoạch", "Classes completed against the plan"),
                         .most = static_cast<double>(most),
                         .ticks = {{0, "0"}, {static_cast<double>(most), number(most)}},
                         .good = say("đủ kế hoạch", "as planned"),
                         .other = say("chưa đủ", "not yet"),
                         .mark = say("kế hoạch", "plan")};
      for (const PlanLine& line : r_.plan) {
        std::string label = named(r_.names.audiences, line.audience);
        if (!line.level.empty()) label += ", " + named(r_.names.levels, line.level);
        if (!line.course.empty()) label += ", " + line.course;
        chart.bars.push_back({.label = for_terminal(label),
                              .value = static_cast<double>(line.closed),
                              .marked = line.planned > 0,
                              .mark = static_cast<double>(line.planned),
                              .good = line.planned > 0 && line.closed >= line.planned,
                              .text = number(line.closed) + "/" + number(line.planned) + say(" lớp", " classes")});
      }
      out_.blocks.push_back(std::move(chart));
    }
    paper::Table table = paper_table(plan_table(r_.plan, r_.names, lang_), lang_);
    table.caption = r_.plan.empty() ? std::string() : caption("Số lớp", "Classes");
    out_.blocks.push_back(std::move(table));
    if (!r_.classes.empty() && !r_.told) classes();
  }

  void classes() {
    ReportTable table{.columns = {{say("Đơn vị đào tạo", "Provider"), Shows::text, 2},
                                  {say("Khóa", "Course")},
                                  {say("Đối tượng", "Audience")},
                                  {say("Cấp học", "Level")},
                                  {say("Chuyên đề", "Topic")},
                                  {say("Mở", "Opened"), Shows::whole},
                                  {say("Hoàn thành", "Completed"), Shows::whole},
                                  {say("Hủy", "Cancelled"), Shows::whole},
                                  {say("Lượt học", "Attempts"), Shows::whole},
                                  {say("Lượt đạt", "Passed"), Shows::whole}}};
    const auto& names = r_.names;
    for (const ClassesLine& line : r_.classes) {
      std::vector<std::string> row = {named(names.units, line.provider), line.course,
                                      named(names.audiences, line.audience), named(names.levels, line.level),
                                      named(names.topics, line.topic)};
      for (const std::uint64_t count : {line.opened, line.closed, line.cancelled, line.learners, line.passed})
        row.push_back(std::to_string(count));
      table.rows.push_back(std::move(row));
    }
    paper::Table on_paper = paper_table(table, lang_);
    on_paper.caption = caption("Lớp theo đơn vị đào tạo", "Classes by provider");
    out_.blocks.push_back(std::move(on_paper));
  }

  void below() {
    if (r_.period.empty() || r_.reporter == "school") return;
    heading("Báo cáo của đơn vị cấp dưới", "Reports of units below");
    if (r_.based_on.empty())
      paragraph(say("Báo cáo này tính từ sổ cái, không tổng hợp từ báo cáo nào của cấp dưới.",
                    "This report is computed from the ledger; it rolls up no report from below."));
    else
      paragraph(say("Tổng hợp từ ", "Rolls up ") + number(r_.based_on.size()) +
                say(" báo cáo đã ghi vào sổ cái.", " reports on the ledger."));
    if (!r_.below.empty()) {
      paper::Table table = paper_table(filed_table(r_.below, r_.names, lang_), lang_);
      table.caption = caption("Báo cáo đã nhận", "Reports received");
      out_.blocks.push_back(std::move(table));
    }
    if (!r_.below_sums.empty() && !r_.told) {
      paper::Table sums = paper_table(coverage_table(r_.below_sums, "all", r_.names, lang_), lang_);
      sums.caption = caption("Cộng từ các báo cáo đó", "What these say together");
      out_.blocks.push_back(std::move(sums));
      paragraph(say("Người học ở hai đơn vị được tính ở cả hai; số của chương trình (mục 1) đếm mỗi người một lần.",
                    "Who learns in two units counts in both; the programme's own figures (section 1) count each once."),
                true);
    }
    if (r_.told) return;
    if (r_.late_units.empty()) {
      paragraph(say("Không đơn vị nào nộp muộn hoặc chưa nộp", "No unit is late") + late_as_of_words(r_.time, lang_) +
                ".");
      return;
    }
    paper::Table table{.caption = caption("Đơn vị nộp muộn hoặc chưa nộp", "Units whose report is late or missing") +
                                  late_as_of_words(r_.time, lang_),
                       .columns = {{say("STT", "No."), 0.4, paper::Align::right},
                                   {say("Mã đơn vị", "Unit code"), 1},
                                   {say("Đơn vị", "Unit"), 4}}};
    for (const std::string& unit : r_.late_units)
      table.rows.push_back({{std::to_string(table.rows.size() + 1), unit, named(r_.names.units, unit)}});
    out_.blocks.push_back(std::move(table));
  }

  void check() {
    heading("Cách kiểm tra", "How to check this report");
    paragraph(
        say("Số liệu đếm mỗi người một lần, từ những gì các nút của mạng cùng kiểm và ghi trên sổ cái trước mục ",
            "Each person is counted once, from what the nodes of the network checked and recorded before entry ") +
        number(r_.as_of) +
        say("; bản ghi sửa sau đó không làm thay đổi số liệu của báo cáo này.",
            "; corrections recorded later do not change what is reported here."));
    if (r_.digest.empty()) return;
    const auto raw = crypto::from_base64url(r_.digest);
    paragraph(say("Giá trị băm (SHA-256) của số liệu: ", "Digest (SHA-256) of the counts: ") + r_.digest +
                  (raw.ok() ? " (" + crypto::hex(*raw) + ")" : std::string()),
              true);
    if (r_.index)
      paragraph(
          say("Tính lại từ sổ cái và so giá trị băm: hocba report rebuild ",
              "Compute it again from the ledger and compare: hocba report rebuild ") +
              std::to_string(*r_.index) +
              say(". Tệp số liệu: hocba report show ", ". The counts as a file: hocba report show ") +
              std::to_string(*r_.index) +
              say(" -o bao-cao.json, rồi sha256sum bao-cao.json.", " -o report.json, then sha256sum report.json."),
          true);
  }

  void signatures() {
    out_.blocks.push_back(paper::Signatures{
        {{.title = say("NGƯỜI LẬP BIỂU", "PREPARED BY"), .hint = say("(Ký, ghi rõ họ tên)", "(Signature, full name)")},
         {.title = say("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"),
          .hint = say("(Ký tên, đóng dấu)", "(Signature, seal)")}}});
  }

  const TrainingReport& r_;
  Lang lang_;
  paper::Paper out_;
  int sections_ = 0, tables_ = 0;
};

}  // namespace

std::vector<std::string> summary_sentences(const TrainingReport& report, Lang lang) {
  const auto say = [&](std::string_view vi, std::string_view en) { return std::string(pick(lang, vi, en)); };
  const auto number = [&](std::uint64_t value) { return grouped(value, lang); };
  std::vector<std::string> out;
  const auto all = report.coverage.find("all");
  if (all != report.coverage.end() && all->second.empty())
    out.push_back(say("Chưa có ai trong danh sách.", "Nobody is on a roster yet."));
  if (all != report.coverage.end())
    for (const CoverageLine& line : all->second) {
      const auto place = static_cast<std::size_t>(&line - all->second.data());
      const PublicCount* told = report.told ? &report.told->at("all").at(place) : nullptr;
      const bool exact = told == nullptr || told->share == share_of(line.passed, line.denominator);
      std::string text =
          course_words(report.names, line.course) + ": " +
          (exact ? number(line.passed) + "/" + number(line.denominator) : told->passed + "/" + told->heads) +
          (told == nullptr ? say(" người đã đạt", " people passed")
                           : say(" người đăng ký khóa đã đạt", " people who enlisted for it passed")) +
          (exact ? " (" + percent_words(line.passed, line.denominator, lang) + ")" : std::string());
      if (line.target && exact && line.denominator > 0) {
        text += say("; mục tiêu ", "; target ") + number(*line.target) + "\u00a0%: " + target_words(line, lang);
        if (const auto more = lacking(line); more > 0 && told == nullptr)
          text += say(", còn thiếu ", ", ") + number(more) + say(" người", " more people to pass");
      }
      if (told == nullptr)
        text += say(". Đang học ", ". Learning ") + number(line.learning) + say(", chưa đạt ", ", not passed ") +
                number(line.failed) + say(", chưa học ", ", waiting ") + number(line.waiting) +
                (line.denominator > line.people
                     ? say(", chưa được cử học khóa này ", ", never put forward for the course ") +
                           number(line.denominator - line.people)
                     : std::string()) +
                say("; đã cấp ", "; ") + number(line.certified) +
                say(" chứng chỉ còn hiệu lực; đạt sau khi học lại ",
                    " with a certificate in force; passed after a re-take ") +
                number(line.retaken) + say("; thuộc danh sách nộp muộn ", "; of late rosters ") + number(line.late);
      out.push_back(text + ".");
    }
  PlanLine sum;
  for (const PlanLine& line : report.plan) {
    sum.planned += line.planned, sum.opened += line.opened;
    sum.closed += line.closed, sum.cancelled += line.cancelled;
  }
  if (!report.plan.empty())
    out.push_back(say("Đã hoàn thành ", "") + number(sum.closed) + "/" + number(sum.planned) +
                  say(" lớp theo kế hoạch; đã mở ", " planned classes completed; opened ") + number(sum.opened) +
                  say(", hủy ", ", cancelled ") + number(sum.cancelled) + ".");
  return out;
}

ReportTable whole_coverage_table(const TrainingReport& report, Lang lang) {
  const std::vector<PublicCount> none;
  ReportTable out = coverage_table({}, "school", report.names, lang, report.told ? &none : nullptr);
  out.columns.insert(out.columns.begin(), {std::string(pick(lang, "Nhóm", "By")), Shows::text, 1});
  out.columns[2].header = pick(lang, "Tên", "Name");
  for (const char* by : kCoverageBys) {
    const auto found = report.coverage.find(by);
    if (found == report.coverage.end()) continue;
    ReportTable part =
        coverage_table(found->second, by, report.names, lang, report.told ? &report.told->at(by) : nullptr);
    for (auto& row : part.rows) {
      if (std::string_view(by) == "all") row.insert(row.begin(), 2, std::string());
      row.insert(row.begin(), by);
      out.rows.push_back(std::move(row));
    }
  }
  return out;
}

paper::Paper report_paper(const TrainingReport& report, Lang lang) { return ReportPaper(report, lang).make(); }

paper::Paper people_paper(const PeopleList& list, const ProgrammeNames& names, Lang lang) {
  const auto say = [&](std::string_view vi, std::string_view en) { return std::string(pick(lang, vi, en)); };
  paper::Paper out;
  out.head = {
      .superior = list.superior.empty() ? std::string() : credential::upper_vi(named(names.units, list.superior)),
      .unit = credential::upper_vi(named(names.units, list.unit)),
      .state = say("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
      .motto = say("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
      .place_date = say("………………, ngày …… tháng …… năm ………", "………………, date ………………")};
  out.title = list.title;
  out.subtitle = list.subtitle;
  out.landscape = true;
  out.page = say("Trang %1/%2", "Page %1/%2");
  out.language = lang == Lang::vi ? "vi" : "en";
  out.author = named(names.units, list.unit);
  out.time = list.time;
  out.foot = (names.code.empty() ? std::string() : names.code + " · ") + list.unit +
             (list.as_of == 0 ? std::string()
                              : say(" · số liệu tính đến mục ", " · as of entry ") + grouped(list.as_of, lang)) +
             (list.personal ? say(" · có dữ liệu cá nhân: chỉ dùng đúng mục đích, không công khai",
                                  " · personal data: for its purpose alone, not to be published")
                            : std::string());
  for (const std::string& note : list.notes) out.blocks.push_back(paper::Paragraph{.text = note});
  out.blocks.push_back(paper_table(list.table, lang));
  out.blocks.push_back(paper::Signatures{
      {{.title = say("NGƯỜI LẬP BIỂU", "PREPARED BY"), .hint = say("(Ký, ghi rõ họ tên)", "(Signature, full name)")},
       {.title = say("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"),
        .hint = say("(Ký tên, đóng dấu)", "(Signature, seal)")}}});
  return out;
}

}  // namespace hocba::cli
