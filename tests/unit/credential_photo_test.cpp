// The holder's photo: what a camera writes beside the picture never gets into a document.
#include "ledger/credential/photo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/schema.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/photos.hpp"

namespace hocba::credential {
namespace {

using test::jpeg;
using test::jpeg_segment;
using test::png;
using test::png_chunk;
using testing::HasSubstr;
using testing::Not;

// A portrait that a phone took upright is stored lying, with a note of it in the part that is left out.
TEST(Photo, ThatOnlyACamerasNoteTurnsIsRefused) {
  const auto exif = [](bool little, char orientation, std::size_t cut = 0) {
    const std::string head = little ? std::string("II*\0\x08\0\0\0\2\0", 10) : std::string("MM\0*\0\0\0\x08\0\2", 10);
    const std::string make =
        little ? std::string("\x0F\1\2\0\1\0\0\0A\0\0\0", 12) : std::string("\1\x0F\0\2\0\0\0\1A\0\0\0", 12);
    std::string turn =
        little ? std::string("\x12\1\3\0\1\0\0\0\0\0\0\0", 12) : std::string("\1\x12\0\3\0\0\0\1\0\0\0\0", 12);
    turn[little ? 8u : 9u] = orientation;
    std::string all = std::string("Exif\0\0", 6) + head + make + turn;
    all.resize(all.size() - cut);
    return jpeg(300, 400, jpeg_segment(0xE1, all));
  };
  for (const bool little : {true, false}) {
    for (char orientation = 0; orientation <= 8; ++orientation) {
      const auto photo = photo_from_file(exif(little, orientation));
      EXPECT_EQ(photo.ok(), orientation <= 1) << little << int{orientation};
      if (!photo.ok()) {
        EXPECT_EQ(photo.error().detail(), "Orientation");
      }
    }
    for (std::size_t cut = 5; cut <= 40; ++cut) EXPECT_TRUE(photo_from_file(exif(little, 6, cut)).ok()) << cut;
  }
}

TEST(Photo, LosesPlaceTimeAndPreview) {
  const std::string jfif("JFIF\0\1\2\0\0\1\0\1\1\1rgb", 17);  // with a thumbnail of one pixel
  const std::string beside = jpeg_segment(0xE0, jfif) + jpeg_segment(0xE1, "Exif..GPS 10,77 N") +
                             jpeg_segment(0xED, "Photoshop author") + jpeg_segment(0xFE, "comment");
  const auto photo = photo_from_file(jpeg(300, 400, beside, "hidden behind"));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->media_type, "image/jpeg");
  EXPECT_EQ(photo->width, 300u);
  EXPECT_EQ(photo->height, 400u);
  for (const char* gone : {"GPS", "author", "comment", "rgb", "hidden"})
    EXPECT_THAT(photo->bytes, Not(HasSubstr(gone)));
  EXPECT_THAT(photo->bytes, HasSubstr("picture"));
  EXPECT_EQ(photo_from_file(photo->bytes)->bytes, photo->bytes) << "what is plain stays as it is";

  const auto drawn = photo_from_file(png(90, 120, png_chunk("eXIf", "GPS") + png_chunk("tEXt", "author")) + "hidden");
  ASSERT_TRUE(drawn.ok());
  EXPECT_EQ(drawn->media_type, "image/png");
  EXPECT_EQ(drawn->bytes, png(90, 120));
}

// What a phone appends: a second whole picture, with its own place and time (MPF), a preview, a film.
TEST(Photo, EndsWithItsFirstPicture) {
  const std::string second = jpeg(30, 40, jpeg_segment(0xE1, "Exif..GPS"));
  const auto photo = photo_from_file(jpeg(300, 400, jpeg_segment(0xE2, "MPF"), second + "film\xFF\xD9"));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->bytes, jpeg(300, 400));
}

// A progressive file has several scans, with tables, and perhaps more, between them.
TEST(Photo, LosesWhatStandsBetweenItsScans) {
  const auto progressive = [](const std::string& between) {
    const std::string scan = jpeg_segment(0xDA, std::string("\1\1\0\0\x3F\0", 6));
    return "\xFF\xD8" + test::jpeg_frame(3, 4) + scan + std::string("one\xFF\0\xFF\xD0two", 10) + between +
           jpeg_segment(0xC4, "table") + scan + "three" + "\xFF\xD9";
  };
  const auto photo = photo_from_file(progressive(jpeg_segment(0xE1, "Exif..GPS") + jpeg_segment(0xFE, "author")));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->bytes, progressive({}));
  EXPECT_EQ(photo_from_file(photo->bytes)->bytes, photo->bytes);
  EXPECT_TRUE(photo_from_file(progressive("\xFF")).ok());  // a fill byte
  // Markers that the standard reserves could hold anything.
  for (const unsigned char marker : {0x01, 0x02, 0xBF, 0xC8, 0xD8, 0xF0, 0xF7, 0xFD})
    EXPECT_FALSE(photo_from_file(progressive(jpeg_segment(marker, "secret"))).ok()) << int{marker};
}

TEST(Photo, AsPngHasChunksOfTheirLength) {
  const std::tuple<const char*, std::size_t> kLengths[] = {{"gAMA", 4}, {"sRGB", 1}, {"cHRM", 32}, {"pHYs", 9}};
  for (const auto& [type, length] : kLengths)
    for (const std::size_t size : {length - 1, length, length + 1})
      EXPECT_EQ(photo_from_file(png(9, 9, png_chunk(type, std::string(size, 'x')))).ok(), size == length) << type;
  std::string tail = png(9, 9);
  tail.resize(tail.size() - 12);
  EXPECT_TRUE(photo_from_file(tail + png_chunk("IEND", "")).ok());
  EXPECT_FALSE(photo_from_file(tail + png_chunk("IEND", "GPS")).ok());
}

TEST(Photo, ThatIsNoneIsRefused) {
  const std::string good = jpeg(300, 400);
  for (const std::string& bytes :
       {std::string(), std::string("GIF89a"), std::string("\xFF\xD8"), good.substr(0, good.size() - 2),
        std::string("\xFF\xD8\xFF\xDA\0\1", 6), "\xFF\xD8" + jpeg_segment(0xDA, "123456") + "\xFF\xD9",
        "\xFF\xD8" + test::jpeg_frame(3, 4) + test::jpeg_frame(3, 4) + jpeg_segment(0xDA, "123456") + "\xFF\xD9",
        jpeg(0, 400), jpeg(2001, 400), jpeg(300, 2001), png(0, 1), png(9, 9).substr(0, 40),
        "\x89PNG\r\n\x1a\n" + png_chunk("IDAT", "x") + png_chunk("IEND", ""), std::string(kMaxPhotoBytes + 1, ' '),
        png(9, 9, png_chunk("PLTE", std::string(kMaxPlainPhotoBytes, ' ')))}) {
    const auto photo = photo_from_file(bytes);
    ASSERT_FALSE(photo.ok()) << crypto::hex(bytes.substr(0, 40));
    EXPECT_EQ(photo.error().code().id, "credential.photo_bad");
  }
  // Both sides of each bound.
  EXPECT_TRUE(photo_from_file(jpeg(2000, 2000)).ok());
  EXPECT_TRUE(photo_from_file(jpeg(1, 1, jpeg_segment(0xFE, std::string(60'000, ' ')))).ok());
}

TEST(Photo, EveryCutOfAFileIsRefusedOrAWholePicture) {
  const std::string whole = jpeg(300, 400, jpeg_segment(0xE1, "Exif"));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(photo_from_file(whole.substr(0, size)).ok());
}

TEST(Photo, IsAGroupOfItsOwnInATranscript) {
  auto data = test::sample_transcript();
  data.photo = jpeg(300, 400, jpeg_segment(0xE1, "Exif..GPS"));
  const Document document = build_transcript(data, test::counting_salts()).value();
  ASSERT_NE(document.group("photo"), nullptr);
  EXPECT_EQ(photo_of(document)->bytes, jpeg(300, 400));
  EXPECT_EQ(document.core_text().find(crypto::base64url("picture")), std::string::npos);
  EXPECT_FALSE(photo_of(document.showing({"identity"}).value()).has_value());
  // Another picture is a change, without being printed.
  data.photo = jpeg(301, 400);
  const auto changes = differences(document, build_transcript(data, test::counting_salts()).value());
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].place, "photo");
}

TEST(Photo, OfADocumentHoldsThePictureAlone) {
  const auto read = [](std::string_view media_type, const std::string& bytes) {
    const Status status =
        read_group("transcript", "photo", {{"data", crypto::base64url(bytes)}, {"mediaType", media_type}});
    return status.ok() ? std::string() : std::string(status.error().code().id);
  };
  EXPECT_EQ(read("image/jpeg", jpeg(3, 4)), "");
  EXPECT_EQ(read("image/png", jpeg(3, 4)), "credential.photo_bad");
  EXPECT_EQ(read("image/jpeg", jpeg(3, 4, jpeg_segment(0xE1, "Exif..GPS"))), "credential.photo_bad");
  EXPECT_EQ(read("image/jpeg", jpeg(3, 4, {}, "behind")), "credential.photo_bad");
  EXPECT_EQ(read("image/jpeg", jpeg(3, 4, {}, jpeg(3, 4))), "credential.photo_bad");
  EXPECT_EQ(read("image/gif", jpeg(3, 4)), "credential.field_bad");
}

}  // namespace
}  // namespace hocba::credential
