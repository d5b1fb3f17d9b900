// What a document is called that was born digital, and one that was digitised from paper: the one place of these words,
// so that no screen calls a digitised document an original (domain §1.8, NĐ 88/2026 Đ.8: it is an electronic copy, to
// be compared with its paper). Pure.
#pragma once

#include "ledger/credential/document.hpp"

namespace hocba::credential {

struct OriginalityWords {
  const char *vi, *en;            // in a line or a cell
  const char *says_vi, *says_en;  // in a verdict: what the word means for whoever relies on it
};
inline OriginalityWords words_of(Originality originality) {
  if (originality == Originality::electronic_original)
    return {"bản gốc điện tử", "electronic original", "bản gốc điện tử", "electronic original"};
  return {"bản sao điện tử, số hóa từ bản giấy", "electronic copy, digitised from paper",
          "bản sao điện tử, số hóa từ bản giấy; đơn vị ký xác nhận bản sao này, không phải bản gốc",
          "electronic copy, digitised from paper; the unit signed this copy, it is no original"};
}

}  // namespace hocba::credential
