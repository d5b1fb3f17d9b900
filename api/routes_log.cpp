// The log's own objects: C2SP checkpoint, tiles and entry bundles, entries, receipts and proofs.

#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/tile.hpp"

namespace hocba::api {

namespace {

Response forever(Response response) {
  response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

Result<Response> checkpoint(const Call& call) {
  Response out = text_response(call.view->checkpoint.to_text());
  out.headers.emplace_back("Cache-Control", "no-cache");
  return tagged(call.request, std::move(out));
}

// A partial tile is served as long as the log has that many hashes in it; clients ask for the width of their
// checkpoint.
Result<Response> tile(const Call& call) {
  HOCBA_TRY(const auto path, log::parse_tile_path("tile/" + call.params["path"]));
  const int have = log::tile_width(path.tile, call.view->tip.size);
  const int wanted = path.width.value_or(static_cast<int>(log::kTileWidth));
  if (wanted > have) return Error(kNothingThere, "tile");
  Response out;
  if (path.tile.level == log::kEntriesLevel) {
    HOCBA_TRY(out.body, call.view->data->entry_bundle(path.tile.index, wanted));
    // As they are: compressing a bundle takes longer than everything else about it, and whoever asks could keep the
    // network thread at it. They never change: a cache in front compresses each once.
  } else {
    HOCBA_TRY(out.body, call.view->data->read_tile(path.tile, wanted));
  }
  out.content_type = "application/octet-stream";
  return forever(std::move(out));
}

Result<Response> entry(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  HOCBA_TRY(auto bytes, call.view->data->entry(index));
  Response out;
  out.body = std::move(bytes);
  return forever(std::move(out));
}

Result<Response> receipt(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  HOCBA_TRY(const auto found, call.service.node().receipt(*call.view, index));
  return text_response(found.to_text());
}

Result<std::uint64_t> size_parameter(const Call& call, std::string_view name) {
  const auto given = call.request.query(name);
  const auto tip = log::to_u64(call.view->tip.size);
  if (!given) return tip;
  return number_from(*given, name, tip);
}

nlohmann::json proof_json(const log::Proof& proof) {
  nlohmann::json hashes = nlohmann::json::array();
  for (const auto& hash : proof) hashes.push_back(crypto::base64url(hash));
  return hashes;
}

Result<Response> inclusion(const Call& call) {
  HOCBA_TRY(const auto size, size_parameter(call, "size"));
  const auto given = call.request.query("index");
  if (!given) return Error(kBadRequest, "index");
  HOCBA_TRY(const auto index, number_from(*given, "index", log::kMaxTreeSize));
  if (index >= size) return Error(kNothingThere, "index " + std::to_string(index));
  const log::TileHashes hashes(*call.view->data, log::TreeSize{size});
  HOCBA_TRY(const auto proof, log::prove_inclusion(log::LeafIndex{index}, log::TreeSize{size}, hashes));
  return json_response({{"index", index}, {"size", size}, {"proof", proof_json(proof)}});
}

Result<Response> consistency(const Call& call) {
  HOCBA_TRY(const auto to, size_parameter(call, "to"));
  const auto given = call.request.query("from");
  if (!given) return Error(kBadRequest, "from");
  HOCBA_TRY(const auto from, number_from(*given, "from", to));
  const log::TileHashes hashes(*call.view->data, log::TreeSize{to});
  HOCBA_TRY(const auto proof, log::prove_consistency(log::TreeSize{from}, log::TreeSize{to}, hashes));
  return json_response({{"from", from}, {"to", to}, {"proof", proof_json(proof)}});
}

}  // namespace

void add_log_routes(std::vector<Route>& routes) {
  const auto get = [&](const char* pattern, auto work) {
    routes.push_back({Method::get, pattern, Access::open, Rate::reads, 0, at_once(work)});
  };
  get("/checkpoint", checkpoint);
  get("/tile/{path*}", tile);
  get("/v1/entries/{index}", entry);
  get("/v1/receipts/{index}", receipt);
  get("/v1/proofs/inclusion", inclusion);
  get("/v1/proofs/consistency", consistency);
}

}  // namespace hocba::api
