#include "crypto/error.hpp"

namespace hocba {

std::string Error::to_string() const {
  std::string out;
  out.append(code_->id).append(": ").append(code_->en);
  if (!detail_.empty()) out.append(" (").append(detail_).append(")");
  return out;
}

Error Error::at(std::string_view place) const {
  std::string detail(place);
  if (!detail_.empty()) detail.append(": ").append(detail_);
  return Error(*code_, std::move(detail));
}

}  // namespace hocba
