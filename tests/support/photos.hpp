// The smallest things that are photos: headers that say so and a few bytes of picture.
#pragma once

#include <string>

namespace hocba::test {

inline std::string jpeg_segment(unsigned char marker, const std::string& content) {
  const std::size_t length = content.size() + 2;
  return std::string{'\xFF', static_cast<char>(marker), static_cast<char>(length >> 8),
                     static_cast<char>(length & 0xFF)} +
         content;
}
inline std::string jpeg_frame(unsigned width, unsigned height) {
  return jpeg_segment(0xC0, std::string{8, static_cast<char>(height >> 8), static_cast<char>(height & 0xFF),
                                        static_cast<char>(width >> 8), static_cast<char>(width & 0xFF), 1, 1, 0x11, 0});
}
// `beside`: segments before the frame, what a camera adds.
inline std::string jpeg(unsigned width, unsigned height, const std::string& beside = {},
                        const std::string& behind = {}) {
  return "\xFF\xD8" + beside + jpeg_segment(0xDB, std::string(65, '\1')) + jpeg_frame(width, height) +
         jpeg_segment(0xDA, std::string("\1\1\0\0\x3F\0", 6)) + "picture" + "\xFF\xD9" + behind;
}
inline std::string png_chunk(const std::string& type, const std::string& content) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(content.size() >> shift & 0xFF);
  return out + type + content + "crc!";  // not looked at
}
inline std::string png(unsigned char width, unsigned char height, const std::string& beside = {}) {
  const std::string header = {0, 0, 0, static_cast<char>(width), 0, 0, 0, static_cast<char>(height), 8, 2, 0, 0, 0};
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + beside + png_chunk("IDAT", "picture") +
         png_chunk("IEND", "");
}

}  // namespace hocba::test
