#include "tests/support/chain_examples.hpp"

#include "tests/support/training_world.hpp"

namespace hocba::test {

using namespace chain;  // NOLINT: a test's support

namespace {

Digest digest(std::string_view of) { return crypto::sha256({"digest ", of}); }

TrainingProgramme example_programme() {
  TrainingProgramme b{TrainingWorld::rules(), LeafIndex{7}};
  b.rules.courses[2].min_attendance = 80;
  b.rules.targets[0].audience = code("GV");
  b.rules.targets[0].by = date_at("2025-12-31");
  return b;
}

TrainingClass example_class() {
  TrainingClass b;
  b.audience = code("GV");
  b.capacity = 40;
  b.klass = class_id(1);
  b.course = code("CDS_NC");
  b.level = code("TIEU_HOC");
  b.number = 7;
  b.programme = LeafIndex{7};
  b.source = code("GOOGLE_EDU");
  b.topic = code("HA_TANG_CNTT");
  b.trainers = {{training::Degree::doctor, commitment("trainer"), training::AcademicTitle::professor}};
  return b;
}

Body example_body(NetworkBuilder& net, RecordKind kind) {
  switch (kind) {
    case RecordKind::network_genesis: {
      NetworkGenesis b = net.genesis_body();
      b.prior = PriorNetwork{log::NetworkId::of(digest("prior").view()), digest("checkpoint")};
      return b;
    }
    case RecordKind::network_upgrade:
      return NetworkUpgrade{RuleVersion{2}, Height{1000}};
    case RecordKind::authority_set:
      return AuthoritySet{net.genesis_body().authority};
    case RecordKind::unit_register: {
      UnitRegister b = net.unit_body("79TH0009", "79SGD", UnitType::primary);
      b.to = b.from + days(3650);
      return b;
    }
    case RecordKind::unit_update:
      return UnitUpdate{code("79TH0009"), code("79SGD"), net.now + days(30), commitment("p"), commitment("s")};
    case RecordKind::unit_merge:
      return UnitMerge{code("79TH0009"), code("79TH0001"), net.now};
    case RecordKind::key_grant: {
      KeyGrant b =
          net.grant_body("deputy", "79TH0001", Role::deputy, {RecordKind::credential_issue, RecordKind::register_close},
                         {"certificate", "transcript"});
      b.delegated_by = LeafIndex{9};
      b.scope = commitment("scope");
      b.certificate = digest("certificate");
      return b;
    }
    case RecordKind::key_rotate:
      return KeyRotate{LeafIndex{9}, key_named("new").public_key()};
    case RecordKind::key_revoke:
      return KeyRevoke{LeafIndex{9}, RevokeReason::lost, net.now};
    case RecordKind::policy_set:
      return net.policy_body("transcript", "2024-2025");
    case RecordKind::register_reserve:
      return RegisterReserve{code("certificate"), 2025, 64};
    case RecordKind::register_spoil:
      return RegisterSpoil{code("certificate"), 2025, 3, SpoilReason::misprint, code("79TH0008")};
    case RecordKind::register_copy:
      return RegisterCopy{credential_id(1), 2025, 1, commitment("copy")};
    case RecordKind::register_close:
      return RegisterClose{code("certificate"), 2025, code("79TH0008")};
    case RecordKind::credential_issue: {
      CredentialIssue b;
      b.type = code("certificate");
      b.period = code("2025");
      b.book = 2025;
      b.policy = LeafIndex{5};
      b.grants = {LeafIndex{7}, LeafIndex{8}};
      for (std::uint32_t i = 1; i <= 3; ++i) {
        const ItemAttempt attempt{.attendance = 80,
                                  .attended = 27,
                                  .klass = class_id(i),
                                  .course = code("CDS_NC"),
                                  .office = code("79PGD"),
                                  .online = 9,
                                  .periods = 30,
                                  .person = commitment("person"),
                                  .programme = code("DE_AN_869"),
                                  .score = 72,
                                  .seat = seat_id(i),
                                  .source = {},
                                  .test = 69,
                                  .topic = code("HA_TANG_CNTT")};
        b.items.push_back({std::vector{attempt}, credential_id(i), digest("document"), i, 131'072ull * 3 + i,
                           SerialTag::of(digest(std::to_string(i)).view())});
      }
      return b;
    }
    case RecordKind::credential_status:
      return CredentialStatus{credential_id(1), StatusAction::supersede, credential_id(2), commitment("reason")};
    case RecordKind::document_erase:
      return DocumentErase{credential_id(1), code("contact"), commitment("basis")};
    case RecordKind::custody_request:
      return CustodyRequest{code("79TH0001"), commitment("pupil"), code("79TH0002"), transfer_id(1)};
    case RecordKind::custody_accept:
      return CustodyAccept{CustodyAnswer::refuse, commitment("reason"), transfer_id(1)};
    case RecordKind::custody_release:
      return CustodyRelease{{credential_id(1), credential_id(2)}, commitment("sheet"), transfer_id(1)};
    case RecordKind::custody_receive:
      return CustodyReceive{transfer_id(1)};
    case RecordKind::training_programme:
      return example_programme();
    case RecordKind::training_roster:
      return TrainingRoster{LeafIndex{7},
                            {seat_id(1)},
                            {{{commitment("another"), seat_id(3)}}},
                            roster_id(1),
                            {{code("GV"), code("CDS_NC"), commitment("person"), seat_id(2)}}};
    case RecordKind::training_class:
      return example_class();
    case RecordKind::training_enrol:
      return TrainingEnrol{class_id(1), {{class_id(2), seat_id(1)}}};
    case RecordKind::training_session:
      return TrainingSession{class_id(1), date_at("2024-10-15"), commitment("details"), training::Mode::online, 3, 4};
    case RecordKind::training_result:
      return TrainingResult{
          class_id(1), commitment("reason"), {{{85, 27, training::Outcome::completed, 72, 66}, seat_id(1)}}};
    case RecordKind::training_close:
      return TrainingClose{true, class_id(1)};
    case RecordKind::report_file:
      return ReportFile{TreeSize{900},    {LeafIndex{700}, LeafIndex{800}},
                        digest("report"), training::ReportKind::yearly,
                        code("2024"),     LeafIndex{7},
                        LeafIndex{650}};
    case RecordKind::status_snapshot:
      return StatusSnapshot{{{StatusPurpose::revocation, 0, digest("r")}, {StatusPurpose::suspension, 0, digest("s")}}};
  }
  HOCBA_CHECK(false);
}

}  // namespace

const std::vector<RecordKind>& all_kinds() {
  static const std::vector<RecordKind> kinds = [] {
    std::vector<RecordKind> out;
    for (std::size_t i = 0; i < std::variant_size_v<Body>; ++i) out.push_back(static_cast<RecordKind>(i));
    return out;
  }();
  return kinds;
}

Record example_of(NetworkBuilder& net, RecordKind kind) {
  Record out = net.record(example_body(net, kind));
  if (kind != RecordKind::network_genesis) {
    out.network = log::NetworkId::of(digest("network").view());
    if (kind != RecordKind::status_snapshot && kind != RecordKind::authority_set && kind != RecordKind::policy_set)
      out.unit = code("79SGD");
  }
  return out;
}

}  // namespace hocba::test
