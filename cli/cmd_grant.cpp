// hocba grant add, rotate, revoke, review, list.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/commands.hpp"
#include "cli/evidence.hpp"
#include "cli/sender.hpp"
#include "cli/units.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct GrantOptions {
  std::string unit, role, to_key, from, to, person, position, class_name, subject, reason, compromised, certificate,
      purpose;
  std::vector<std::string> kinds, types;
  std::uint64_t index = 0, delegated_by = 0, days = 60;
  bool delegated = false, all = false, yes = false;
  SendOptions send;
};

constexpr const char* kManagerKinds[] = {"unit.register", "unit.update", "unit.merge",
                                         "key.grant",     "key.rotate",  "key.revoke"};
constexpr const char* kOfficeKinds[] = {"register.reserve", "register.spoil",    "register.copy",  "register.close",
                                        "credential.issue", "credential.status", "document.erase", "custody.request",
                                        "custody.accept",   "custody.release",   "custody.receive"};

// Of training, by what the unit is: an office makes programmes and approves rosters, a provider holds classes, and each
// reports.
std::vector<chain::RecordKind> training_kinds_of(std::string_view unit_type) {
  using chain::RecordKind;
  for (const char* office : {"ministry", "department", "district_office", "commune_office"})
    if (unit_type == office)
      return {RecordKind::training_programme, RecordKind::training_roster, RecordKind::report_file};
  if (unit_type == "training_provider")
    return {RecordKind::training_class,  RecordKind::training_enrol, RecordKind::training_session,
            RecordKind::training_result, RecordKind::training_close, RecordKind::report_file};
  if (unit_type == "inspectorate" || unit_type == "company") return {};
  return {RecordKind::report_file};
}
bool signs_for_office(chain::Role role) {
  return role == chain::Role::principal || role == chain::Role::deputy || role == chain::Role::seal ||
         role == chain::Role::registrar || role == chain::Role::officer;
}

// What a role usually signs: managers govern, the office issues, teachers sign documents alone.
Result<std::vector<chain::RecordKind>> kinds_of(const GrantOptions& o, chain::Role role) {
  std::vector<std::string> names;
  for (const std::string& text : o.kinds)
    for (std::string& name : split(text, ',')) names.push_back(std::move(name));
  if (o.kinds.empty()) {
    if (role == chain::Role::manager) names.assign(std::begin(kManagerKinds), std::end(kManagerKinds));
    if (signs_for_office(role)) names.assign(std::begin(kOfficeKinds), std::end(kOfficeKinds));
  }
  std::vector<chain::RecordKind> out;
  for (const std::string& name : names) {
    if (name == "none") continue;
    HOCBA_TRY(const auto kind, record_kind_option(name, "--kind"));
    out.push_back(kind);
  }
  return out;
}

json person_content(const GrantOptions& o) {
  json out = json::object();
  if (!o.person.empty()) out["name"] = o.person;
  if (!o.position.empty()) out["position"] = o.position;
  return out;
}
json scope_content(const GrantOptions& o) {
  json out = json::object();
  if (!o.class_name.empty()) out["class"] = o.class_name;
  if (!o.subject.empty()) out["subject"] = o.subject;
  return out;
}

// The first certificate of the file is the key's own; those after it are its chain, of no interest here.
Status bind_certificate(Run& run, const GrantOptions& o, chain::KeyGrant& body) {
  HOCBA_TRY(const auto certificates, read_certificates(o.certificate));
  const crypto::Certificate& own = certificates.front();
  if (own.key() != body.key) return Error(kCertificateOfAnotherKey, own.subject());
  body.certificate = own.fingerprint();
  run.out().note(run.say("chứng thư: ", "certificate: ") + own.subject() + run.say(", do ", ", by ") + own.issuer() +
                 ", " + to_screen(date_in_utc7(own.not_before())) + " – " + to_screen(date_in_utc7(own.not_after())));
  if (body.from < own.not_before() || own.not_after() < body.to)
    run.out().warning(
        run.say("chứng thư không còn hạn suốt thời gian của quyền: ký ngoài hạn chứng thư thì người xác "
                "minh từ chối",
                "the certificate is not valid for all of the grant's time: what is signed outside of it "
                "is refused by whoever verifies"));
  return done();
}

Result<chain::KeyGrant> grant_body(Run& run, const GrantOptions& o) {
  chain::KeyGrant body;
  HOCBA_TRY(body.key, key_option(o.to_key));
  HOCBA_TRY(body.unit, code_option(o.unit, "--for", chain::kMaxUnitCode));
  HOCBA_TRY(body.role, role_option(o.role, "--role"));
  HOCBA_TRY(body.kinds, kinds_of(o, body.role));
  if (o.kinds.empty() && signs_for_office(body.role)) {
    HOCBA_TRY(ApiClient * node, run.api());
    HOCBA_TRY(const UnitInfo unit, node->unit(o.unit));
    const auto more = training_kinds_of(unit.type);
    body.kinds.insert(body.kinds.end(), more.begin(), more.end());
  }
  for (const std::string& text : o.types) {
    for (const std::string& name : split(text, ',')) {
      HOCBA_TRY(auto type, type_option(name, "--type"));
      body.types.push_back(std::move(type));
    }
  }
  if (o.from.empty()) {
    HOCBA_TRY(body.from, run.now());
  } else {
    HOCBA_TRY(body.from, time_option(o.from, "--from"));
  }
  if (o.to.empty()) {
    body.to = body.from + days(2 * 365);
  } else {
    HOCBA_TRY(body.to, end_option(o.to, "--to"));
  }
  if (o.delegated) body.delegated_by = chain::LeafIndex{o.delegated_by};
  if (!o.certificate.empty()) HOCBA_RETURN_IF_ERROR(bind_certificate(run, o, body));
  return body;
}

// A command that is run twice gives the right twice; a second class, or the time after this right's end, is meant.
Status confirm_second(Run& run, const GrantOptions& o, const chain::KeyGrant& body) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const auto grants, node->grants_of_key(body.key.did()));
  std::size_t held = 0;
  for (const GrantInfo& g : grants) {
    if (g.unit != o.unit || g.role != o.role || g.ended || !(body.from < g.to && g.from < body.to)) continue;
    ++held;
    run.out().note(run.say("khóa này đã có vai trò ", "this key has the role ") + role_words(g.role, run.lang()) +
                   run.say(" tại ", " at ") + g.unit + run.say(", mục ", " already, index ") +
                   std::to_string(log::to_u64(g.index)) + ": " + to_screen(date_in_utc7(g.from)) + " – " +
                   end_words(g.to, run.lang()));
  }
  if (held == 0) return done();
  return confirm_unless(o.yes, run, run.say("Cấp thêm một quyền nữa?", "Grant another one?"));
}

bool is_subject(std::string_view typed) {
  const std::string folded = credential::fold(typed);
  const auto subjects = credential::all_subjects();
  return std::any_of(subjects.begin(), subjects.end(), [&](const credential::SubjectInfo& subject) {
    return credential::fold(subject.code) == folded || credential::fold(subject.name) == folded;
  });
}

// A grant is of one subject: its signature is asked for by that code or name, and by nothing else.
Status check_subject(Run& run, const std::string& typed) {
  if (typed.empty() || is_subject(typed)) return done();
  const auto parts = split(typed, ',');
  if (parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [](const auto& part) { return is_subject(part); }))
    return Error(kUsage,
                 run.say("--subject " + typed + ": mỗi quyền một môn; chạy lại lệnh này cho từng môn (--subject " +
                             parts.front() + ", rồi …), thêm --yes",
                         "--subject " + typed + ": a grant is of one subject; run this once for each (--subject " +
                             parts.front() + ", then …), with --yes"));
  run.out().warning(
      run.say("môn “" + typed +
                  "” không có trong danh mục: quyền này chỉ ký được học bạ ghi đúng mã hoặc tên môn ấy; các mã: ",
              "the subject “" + typed +
                  "” is not in the list: this grant signs only transcripts with that very code or name; codes: ") +
      subject_codes() + run.say(" (hocba codes --subjects)", " (hocba codes --subjects)"));
  return done();
}

Status add_grant(Run& run, const GrantOptions& o) {
  HOCBA_TRY(auto body, grant_body(run, o));
  HOCBA_RETURN_IF_ERROR(check_subject(run, o.subject));
  if (body.role == chain::Role::homeroom && o.class_name.empty())
    run.out().warning(
        run.say("không có --class: khóa này ký được, nhưng không xem được học bạ nào, vì giáo viên chủ "
                "nhiệm chỉ xem lớp mình",
                "without --class this key signs, but reads no transcript: a homeroom teacher reads the "
                "own class alone"));
  HOCBA_RETURN_IF_ERROR(confirm_second(run, o, body));
  const Sealed person = seal("person", person_content(o));
  body.person = person.commitment;
  json openings = {{"person", person.opening()}};
  if (const json scope = scope_content(o); !scope.empty()) {
    const Sealed sealed = seal("scope", scope);
    body.scope = sealed.commitment;
    openings["scope"] = sealed.opening();
  }
  HOCBA_TRY(const auto acting, acting_over(run, o.unit, chain::RecordKind::key_grant, true));
  const Openings kept(o.unit, "grants", openings);
  HOCBA_TRY(const auto recorded,
            send(run, body, acting, o.send, run.say("Quyền ", "Grant ") + role_words(o.role, run.lang()) + " " + o.unit,
                 &kept));
  if (!recorded) return done();
  run.out().json({{"index", recorded->index},
                  {"id", recorded->id},
                  {"key", body.key.did()},
                  {"unit", o.unit},
                  {"role", o.role},
                  {"to", to_text(body.to)}});
  return done();
}

Status rotate_grant(Run& run, const GrantOptions& o) {
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const GrantInfo old, node->grant(o.index));
  chain::KeyRotate body;
  body.grant = old.index;
  HOCBA_TRY(body.key, key_option(o.to_key));
  HOCBA_TRY(const auto acting, acting_over(run, old.unit, chain::RecordKind::key_rotate, true));
  HOCBA_TRY(const auto recorded,
            send(run, body, acting, o.send, run.say("Chuyển sang khóa mới", "Moved to the new key")));
  if (recorded) run.out().json({{"index", recorded->index}, {"id", recorded->id}, {"rotated", o.index}});
  return done();
}

Status revoke_grant(Run& run, const GrantOptions& o) {
  chain::KeyRevoke body;
  HOCBA_TRY(body.reason, revoke_reason_option(o.reason, "--reason"));
  HOCBA_TRY(ApiClient * node, run.api());
  HOCBA_TRY(const GrantInfo old, node->grant(o.index));
  body.grant = old.index;
  if (!o.compromised.empty()) {
    HOCBA_TRY(body.compromised_since, time_option(o.compromised, "--compromised-since"));
  }
  HOCBA_TRY(const auto acting, acting_over(run, old.unit, chain::RecordKind::key_revoke, true));
  HOCBA_TRY(const auto recorded,
            send(run, body, acting, o.send, run.say("Thu hồi quyền ", "Revoked grant ") + std::to_string(o.index)));
  if (!recorded) return done();
  if (body.compromised_since)
    run.out().line(
        run.say("Văn bản ghi bằng khóa này từ lúc đó nay là “chưa xác định” cho tới khi đơn vị xác nhận (hocba "
                "confirm) hoặc thu hồi từng văn bản.",
                "What was recorded with that key since then is now undecided, until the unit confirms (hocba confirm) "
                "or revokes each."));
  run.out().json({{"index", recorded->index}, {"id", recorded->id}, {"revoked", o.index}});
  return done();
}

Result<std::vector<GrantInfo>> wanted_grants(Run& run, const GrantOptions& o) {
  HOCBA_TRY(ApiClient * node, run.api());
  if (!o.to_key.empty()) {
    HOCBA_TRY(const auto key, key_option(o.to_key));
    return node->grants_of_key(key.did());
  }
  if (!o.all) {
    std::string unit = o.unit;
    if (unit.empty()) {
      HOCBA_TRY(unit, run.unit());
    }
    return node->grants_of_unit(unit);
  }
  HOCBA_TRY(const auto units, node->units());
  std::vector<GrantInfo> out;
  for (const UnitInfo& unit : units) {
    HOCBA_TRY(const auto some, node->grants_of_unit(unit.unit));
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}

struct Advice {
  std::string code, text;
};
std::optional<Advice> advice_for(const Run& run, const GrantInfo& g, Time now, std::uint64_t near_days) {
  if (g.compromised_since)
    return Advice{"compromised", run.say("lộ khóa từ ", "compromised since ") + to_screen(*g.compromised_since) +
                                     run.say(": xác nhận hoặc thu hồi từng văn bản ghi từ lúc đó",
                                             ": confirm or revoke what was recorded since then")};
  if (g.ended) return std::nullopt;
  if (!(now < g.to))
    return Advice{"expired", run.say("đã hết hạn: cấp quyền mới nếu người này còn ký",
                                     "expired: grant anew if this person still signs")};
  const auto left = (g.to - now).seconds / 86'400;
  if (left < static_cast<std::int64_t>(near_days))
    return Advice{"ends_soon",
                  run.say("còn ", "") + std::to_string(left) +
                      run.say(" ngày: cấp quyền mới trước ngày hết hạn", " days left: grant anew before it ends")};
  if (now < g.from) return Advice{"not_begun", run.say("chưa đến ngày có hiệu lực", "not yet in force")};
  if (g.kinds.size() >= 6 && g.role != "manager" && g.types.empty())
    return Advice{"broad", run.say("quyền rộng (mọi loại văn bản): nếu được, hãy giới hạn bằng --type",
                                   "a broad grant (every type of document): limit it with --type where possible")};
  return std::nullopt;
}

json grant_json(const GrantInfo& g) {
  json out = {{"index", log::to_u64(g.index)},
              {"key", g.key},
              {"unit", g.unit},
              {"role", g.role},
              {"kinds", g.kinds},
              {"types", g.types},
              {"from", to_text(g.from)},
              {"to", to_text(g.to)}};
  if (g.ended) out["ended"] = to_text(*g.ended);
  if (g.compromised_since) out["compromised_since"] = to_text(*g.compromised_since);
  return out;
}

std::string types_words(const std::vector<std::string>& types, const Run& run) {
  std::string out;
  for (const std::string& type : types) out += (out.empty() ? "" : ", ") + type_words(type, run.lang());
  return out.empty() ? run.say("mọi loại", "every type") : out;
}

// To whom it was given, and for which class and subject: what was opened to the unit, for a key that may see it.
struct OpenedGrant {
  std::string person, class_name, subject;
};
OpenedGrant opened_grant(Run& run, const GrantInfo& g, const std::string& purpose) {
  OpenedGrant out;
  const auto node = run.api();
  if (!node.ok()) return out;
  const auto value = (*node)->get("/v1/entries/" + std::to_string(log::to_u64(g.index)) + "/openings" +
                                  (purpose.empty() ? "" : "?purpose=" + percent_encode(purpose)));
  if (!value.ok() || !value->is_object()) return out;
  const auto text = [&](const char* opening, const char* name) {
    const json content = value->value(opening, json::object()).value("content", json::object());
    return content.is_object() && content.contains(name) && content[name].is_string() ? content[name].get<std::string>()
                                                                                      : std::string();
  };
  return {text("person", "name"), text("scope", "class"), text("scope", "subject")};
}

Status list_grants(Run& run, const GrantOptions& o) {
  HOCBA_TRY(const auto grants, wanted_grants(run, o));
  HOCBA_TRY(const Time now, run.now());
  constexpr std::size_t kMostOpened = 200;
  const bool opens = !run.globals.keys.empty() && grants.size() <= kMostOpened && run.log_in().ok();
  Table table{.headers = {run.say("mục", "index"), run.say("đơn vị", "unit"), run.say("vai trò", "role"),
                          run.say("loại văn bản", "documents"), run.say("từ", "from"), run.say("đến", "until"),
                          run.say("tình trạng", "standing"), run.say("khóa", "key")},
              .rows = {},
              .right = {true}};
  bool any_opened = false;
  if (opens)
    table.headers.insert(table.headers.begin() + 3,
                         {run.say("người", "person"), run.say("lớp", "class"), run.say("môn", "subject")});
  json list = json::array();
  for (const GrantInfo& g : grants) {
    const std::string standing = g.compromised_since ? run.say("lộ khóa", "compromised")
                                 : g.ended           ? run.say("đã hết", "ended")
                                 : g.in_force(now)   ? run.say("còn hiệu lực", "in force")
                                                     : run.say("ngoài thời hạn", "out of its term");
    table.rows.push_back({std::to_string(log::to_u64(g.index)), g.unit, role_words(g.role, run.lang()),
                          types_words(g.types, run), to_screen(date_in_utc7(g.from)), end_words(g.to, run.lang()),
                          standing, g.key});
    json item = grant_json(g);
    if (opens) {
      const OpenedGrant opened = opened_grant(run, g, o.purpose);
      any_opened = any_opened || !opened.person.empty();
      table.rows.back().insert(table.rows.back().begin() + 3, {opened.person, opened.class_name, opened.subject});
      if (!opened.person.empty()) item["person"] = opened.person;
      if (!opened.class_name.empty()) item["class"] = opened.class_name;
      if (!opened.subject.empty()) item["subject"] = opened.subject;
    }
    list.push_back(std::move(item));
  }
  if (table.rows.empty()) run.out().line(run.say("Không có quyền nào.", "No grants."));
  run.out().table(table);
  if (!opens && !grants.empty())
    run.out().note(run.say("thêm --key của đơn vị để xem người, lớp, môn của từng quyền",
                           "add --key of the unit to see each grant's person, class and subject"));
  else if (!any_opened && !grants.empty())
    run.out().note(run.say(
        "khóa này chưa xem được người, lớp, môn: quyền do cấp trên trao thì nêu --purpose \"…\" (được ghi nhật ký)",
        "this key doesn't see persons, classes and subjects: a right that a unit above gave needs --purpose \"…\" (it "
        "is logged)"));
  run.out().json({{"grants", list}});
  return done();
}

Status review_grants(Run& run, const GrantOptions& o) {
  HOCBA_TRY(const auto grants, wanted_grants(run, o));
  HOCBA_TRY(const Time now, run.now());
  Table table{.headers = {run.say("mục", "index"), run.say("đơn vị", "unit"), run.say("vai trò", "role"),
                          run.say("cần làm gì", "what to do")},
              .rows = {},
              .right = {true}};
  json list = json::array();
  for (const GrantInfo& g : grants) {
    const auto advice = advice_for(run, g, now, o.days);
    if (!advice) continue;
    table.rows.push_back({std::to_string(log::to_u64(g.index)), g.unit, role_words(g.role, run.lang()), advice->text});
    json item = grant_json(g);
    item["finding"] = advice->code;
    list.push_back(std::move(item));
  }
  if (!table.rows.empty() && !run.out().json_wanted()) run.out().raw(render(table, 110) + "\n");
  if (table.rows.empty()) run.out().line(run.say("Không có quyền nào cần xem lại.", "No grant needs attention."));
  run.out().json({{"findings", list}});
  return done();
}

void add_choice_options(Args& command, GrantOptions& o) {
  command.option("--for", o.unit, "đơn vị (mặc định: --unit)", "the unit (default: --unit)");
  command.option("--of", o.to_key, "quyền của khóa này (did:key hoặc tệp)", "the grants of this key (did:key or file)");
  command.flag("--all", o.all, "mọi đơn vị", "every unit");
}

}  // namespace

void add_grant_commands(Args root, Run& run) {
  Args grant = root.command("grant", "quyền ký: ai ký gì, cho đơn vị nào, đến khi nào",
                            "who may sign what, for which unit, until when");
  const auto with = [&run](Args& command, const std::shared_ptr<GrantOptions>& o,
                           Status (*work)(Run&, const GrantOptions&)) {
    command.action([o, &run, work] { return run.finish(work(run, *o)); });
  };
  auto a = std::make_shared<GrantOptions>();
  Args add = grant.command("add", "cấp quyền ký cho một khóa", "grants a key the right to sign",
                           "hocba grant add --for 79TH0001 --role principal --to-key did:key:z6Mk… --person \"Nguyễn "
                           "Thị Thử\" --key quan-ly.key\n"
                           "hocba grant add --for 79TH0001 --role teacher --to-key gv.key --person \"Trần Văn Mẫu\" "
                           "--class 6A1 --subject TOAN --type transcript --key quan-ly.key");
  add.option("--for", a->unit, "đơn vị", "the unit").required();
  add.option("--role", a->role, "vai trò", "the role")
      .required()
      .one_of({"manager", "principal", "deputy", "seal", "registrar", "homeroom", "teacher", "officer", "inspector",
               "trainer"});
  add.option("--to-key", a->to_key, "khóa được cấp (did:key, tệp khóa hoặc pkcs11:…)",
             "the key that gets the right (did:key or key file)")
      .required();
  add.option("--person", a->person, "họ tên người giữ khóa (không lên sổ cái)",
             "the key holder's name (never on the ledger)")
      .required();
  add.option("--certificate", a->certificate, "chứng thư X.509 của khóa: sổ cái giữ SHA-256 của nó",
             "the key's X.509 certificate: the ledger keeps its SHA-256");
  add.option("--position", a->position, "chức vụ", "position");
  add.option("--class", a->class_name, "lớp (không lên sổ cái)", "class (never on the ledger)");
  add.option("--subject", a->subject, "một môn: mã như TOAN (hocba codes --subjects), hoặc tên (không lên sổ cái)",
             "one subject: a code as TOAN (hocba codes --subjects), or its name (never on the ledger)");
  add.list("--kind", a->kinds, "loại việc; mặc định theo vai trò; none: chỉ ký văn bản",
           "kinds of records; default by role; none: documents only");
  add.list("--type", a->types,
           "chỉ loại văn bản này (transcript, certificate, diploma, award, training-certificate, "
           "attendance-confirmation, external-completion)",
           "only this type of document (transcript, certificate, diploma, award, training-certificate, "
           "attendance-confirmation, external-completion)");
  add.option("--from", a->from, "từ (mặc định: bây giờ)", "from (default: now)");
  add.option("--to", a->to, "đến hết ngày này (mặc định: 2 năm)", "through this day (default: 2 years)");
  add.number("--delegated-by", a->delegated_by, 0, log::kMaxTreeSize, "mục quyền của hiệu trưởng ủy quyền cho phó",
             "the principal's grant that delegates to a deputy");
  add.flag("-y,--yes", a->yes, "không hỏi lại khi khóa đã có vai trò này tại đơn vị",
           "doesn't ask where the key has this role at the unit already");
  add_send_options(add, a->send);
  add.action([a, &run] {
    a->delegated = a->delegated_by != 0;
    return run.finish(add_grant(run, *a));
  });

  auto r = std::make_shared<GrantOptions>();
  Args rotate = grant.command(
      "rotate",
      "chuyển một quyền sang khóa mới: người quản lý và khóa cũ cùng ký, hoặc cấp trên ký thay khi khóa cũ đã mất",
      "moves a grant to a new key: manager and old key sign, or the superior where the old one is lost",
      "hocba grant rotate 17 --to-key moi.key --key quan-ly.key --key khoa-cu.key\n"
      "hocba grant rotate 17 --to-key moi.key --key so.key --unit 79SGD");
  rotate.number("INDEX", r->index, 0, log::kMaxTreeSize, "mục của quyền", "the grant's index").required();
  rotate.option("--to-key", r->to_key, "khóa mới", "the new key").required();
  add_send_options(rotate, r->send);
  with(rotate, r, rotate_grant);

  auto v = std::make_shared<GrantOptions>();
  Args revoke = grant.command("revoke", "thu hồi quyền ký", "revokes a grant",
                              "hocba grant revoke 17 --reason left --key quan-ly.key\nhocba grant revoke 17 --reason "
                              "lost --compromised-since 01/10/2025 --key quan-ly.key");
  revoke.number("INDEX", v->index, 0, log::kMaxTreeSize, "mục của quyền", "the grant's index").required();
  revoke
      .option("--reason", v->reason,
              "lý do: left (thôi việc), lost (mất), theft (bị lấy), replaced (thay), mistake (cấp nhầm)",
              "reason: left, lost, theft, replaced, mistake")
      .required();
  revoke.option("--compromised-since", v->compromised, "khóa có thể đã lộ từ lúc này",
                "the key may be in other hands since then");
  add_send_options(revoke, v->send);
  with(revoke, v, revoke_grant);

  auto w = std::make_shared<GrantOptions>();
  Args review =
      grant.command("review", "các quyền sắp hết hạn, lộ khóa, quá rộng: cần làm gì",
                    "grants that end soon, are compromised or broad: what to do", "hocba grant review --all --days 90");
  add_choice_options(review, *w);
  review.number("--days", w->days, 1, 3'650, "báo trước bao nhiêu ngày (mặc định 60)",
                "how many days ahead (default 60)");
  with(review, w, review_grants);

  auto l = std::make_shared<GrantOptions>();
  Args list = grant.command("list", "danh sách quyền của đơn vị hoặc của khóa", "lists the grants of a unit or a key",
                            "hocba grant list --for 79TH0001\nhocba grant list --for 79TH0001 --key quan-ly.key "
                            "--purpose \"rà soát quyền ký\"");
  add_choice_options(list, *l);
  list.option("--purpose", l->purpose,
              "mục đích xem người, lớp, môn (khi quyền do đơn vị cấp trên trao); được ghi nhật ký",
              "purpose of seeing persons, classes and subjects (where a unit above gave you the right); it is logged");
  with(list, l, list_grants);
}

}  // namespace hocba::cli
