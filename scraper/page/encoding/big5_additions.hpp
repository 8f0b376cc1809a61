#pragma once
#include <cstdint>

namespace trawl::page {

struct Big5Addition {
  std::uint16_t pair;
  char32_t character;
};

/// Characters of the standard's Big5 (https://encoding.spec.whatwg.org/#index-big5) that ICU's Big5-HKSCS
/// lacks or maps to the private use area: newer additions, strokes, and second codes of characters that are
/// in Big5 anyway.
inline constexpr Big5Addition kBig5Additions[] = {
    // clang-format off
    {0x87A4, U'龗'}, {0x87AC, U'龖'}, {0x8840, U'㇀'}, {0x8841, U'㇁'}, {0x8842, U'㇂'}, {0x8843, U'㇃'},
    {0x8844, U'㇄'}, {0x8846, U'㇅'}, {0x8849, U'㇆'}, {0x884A, U'㇇'}, {0x884D, U'㇈'}, {0x884F, U'㇉'},
    {0x8850, U'㇊'}, {0x8851, U'㇋'}, {0x8852, U'㇌'}, {0x8854, U'㇍'}, {0x8855, U'㇎'}, {0x88A9, U'⏚'},
    {0x88AA, U'⏛'}, {0x8C43, U'龦'}, {0x8C6D, U'龧'}, {0x8C74, U'龨'}, {0x8CB7, U'龩'}, {0x8CB9, U'龪'},
    {0x8CBB, U'龫'}, {0x8CC0, U'龬'}, {0x8CD7, U'龭'}, {0x8CD8, U'龮'}, {0x8CDA, U'龯'}, {0x8CED, U'龲'},
    {0x8D48, U'龳'}, {0x8E69, U'箸'}, {0x8E6F, U'簆'}, {0x8E7E, U'糎'}, {0x8EAB, U'緒'}, {0x8EB4, U'縝'},
    {0x8ECD, U'者'}, {0x8ED0, U'耨'}, {0x8F57, U'菁'}, {0x8F69, U'蒨'}, {0x8F6E, U'萏'}, {0x8FCB, U'覦'},
    {0x8FCC, U'覩'}, {0x8FFE, U'起'}, {0x906D, U'都'}, {0x907A, U'銹'}, {0x90DC, U'靜'}, {0x90F1, U'響'},
    {0x91BF, U'鼖'}, {0x9244, U'蔃'}, {0x92AF, U'兙'}, {0x92B0, U'兛'}, {0x92B1, U'兝'}, {0x92B2, U'兞'},
    {0x92C8, U'鍮'}, {0x92D1, U'瑹'}, {0x9447, U'浧'}, {0x94CA, U'禛'}, {0x95D9, U'邗'}, {0x9644, U'靝'},
    {0x96ED, U'瀞'}, {0x96FC, U'嬨'}, {0x9B76, U'爁'}, {0x9B78, U'矗'}, {0x9B7B, U'纇'}, {0x9BC6, U'駖'},
    {0x9BDE, U'釔'}, {0x9BEC, U'惞'}, {0x9BF6, U'澶'}, {0x9C42, U'輶'}, {0x9C53, U'侻'}, {0x9C62, U'營'},
    {0x9C68, U'鄄'}, {0x9C6B, U'鷰'}, {0x9C77, U'菏'}, {0x9CBC, U'尐'}, {0x9CBD, U'秣'}, {0x9CD0, U'婧'},
    {0x9D57, U'輋'}, {0x9D5A, U'筑'}, {0x9DC4, U'拐'}, {0x9EA9, U'恢'}, {0x9EEF, U'痹'}, {0x9EFD, U'汊'},
    {0x9F60, U'鬮'}, {0x9F66, U'鼗'}, {0x9FCB, U'僭'}, {0x9FD8, U'弌'}, {0xA063, U'蠏'}, {0xA077, U'拎'},
    {0xA0D5, U'瑨'}, {0xA0DF, U'煢'}, {0xA0E4, U'牐'}, {0xC6CF, U'廴'}, {0xC6D3, U'无'}, {0xC6D5, U'癶'},
    {0xC6D7, U'隶'}, {0xC6DE, U'〃'}, {0xC6DF, U'仝'}, {0xC879, U'㇏'}, {0xC8A1, U'龰'}, {0xC8A3, U'龱'},
    {0xFA5F, U'倩'}, {0xFA66, U'偽'}, {0xFABD, U'包'}, {0xFAC5, U'卄'}, {0xFAD5, U'卿'}, {0xFB48, U'嘅'},
    {0xFBB8, U'婷'}, {0xFBF3, U'幵'}, {0xFBF9, U'廐'}, {0xFC4F, U'彘'}, {0xFC6C, U'悤'}, {0xFCB9, U'撐'},
    {0xFCE2, U'晴'}, {0xFCF1, U'杞'}, {0xFDB7, U'沜'}, {0xFDB8, U'渝'}, {0xFDBB, U'港'}, {0xFDF1, U'煮'},
    {0xFE52, U'猪'}, {0xFE6F, U'瑜'}, {0xFEAA, U'瓩'}, {0xFEDD, U'砉'},
    // clang-format on
};

}  // namespace trawl::page
