#include "scraper/extract/main_text/article_cleaner.hpp"

#include "scraper/extract/main_text/article_hints.hpp"

namespace trawl::extract {
namespace {

using page::Element;

constexpr std::uint32_t kManyCommas = 10;
constexpr float kShortSharing = 500;
constexpr std::size_t kLongestFiller = 40;

/// Whether the element holds no text of an article, whatever is in it.
bool never_text(const OutlineNode& node) {
  switch (node.element) {
    case Element::object:
    case Element::embed:
    case Element::iframe: {
      for (const auto& [name, value] : node.node.attributes()) {
        if (is_video(value)) return false;
      }
      return true;
    }
    case Element::footer:
    case Element::link:
    case Element::aside:
    case Element::input:
    case Element::textarea:
    case Element::select:
    case Element::button:
      return true;
    default:
      return false;
  }
}

class Cleaner {
 public:
  Cleaner(const Outline& outline, std::uint32_t root, const Marks& data_tables, const Marks& paragraphs,
          const CleaningRules& rules, Marks& dropped)
      : outline_(outline),
        root_(root),
        data_tables_(data_tables),
        paragraphs_(paragraphs),
        rules_(rules),
        dropped_(dropped) {}

  void clean() {
    look_at_ancestors();
    clean_boxes([](Element element) { return element == Element::form || element == Element::fieldset; });
    drop_what_is_no_text();
    clean_boxes([](Element element) { return element == Element::table; });
    clean_boxes([](Element element) { return element == Element::ul || element == Element::ol; });
    clean_boxes([](Element element) { return element == Element::div; });
  }

 private:
  struct Around {
    bool data_table = false, code = false, figure = false;
  };

  int weight(std::uint32_t index) const { return rules_.by_names ? name_weight(outline_[index].node) : 0; }

  void look_at_ancestors() {
    around_.resize(outline_[root_].end - root_);
    for (std::uint32_t i = root_ + 1; i < outline_[root_].end; ++i) {
      const std::uint32_t parent = outline_[i].parent;
      Around& own = around_[i - root_];
      own = around_[parent - root_];
      own.data_table |= data_tables_[parent] != 0;
      own.code |= outline_.is(parent, Element::code) || outline_.is(parent, Element::pre);
      own.figure |= outline_.is(parent, Element::figure);
    }
  }

  void drop_what_is_no_text() {
    const auto sums = sums_of(outline_, dropped_, data_tables_, paragraphs_);
    for (std::uint32_t i = root_ + 1; i < outline_[root_].end;) {
      const OutlineNode& node = outline_[i];
      const bool goes = dropped_[i] != 0 ||
                        (!node.is_text && (never_text(node) ||
                                           (page::heading_level(node.element) > 0 &&
                                            page::heading_level(node.element) <= 2 && weight(i) < 0) ||
                                           (sums[i].chars < kShortSharing && looks_like_sharing(node.node))));
      if (goes) dropped_[i] = 1;
      i = goes ? node.end : i + 1;
    }
  }

  /// Judges the boxes of one kind, the innermost first: what an inner box loses its outer box does not count.
  template <typename Kind>
  void clean_boxes(Kind is_kind) {
    if (!rules_.by_content) return;
    Summing summing(outline_, data_tables_, paragraphs_);
    for (std::uint32_t i = outline_[root_].end; i-- > root_ + 1;) {
      if (dropped_[i] == 0 && is_kind(outline_[i].element) && paragraphs_[i] == 0 &&
          should_go(i, summing.below(i))) {
        dropped_[i] = 1;
      }
      if (dropped_[i] == 0) summing.add(i);
    }
  }

  bool should_go(std::uint32_t index, const TextSums& sums) const {
    const Around& around = around_[index - root_];
    if (data_tables_[index] != 0 || around.data_table || around.code || sums.has_data_table) return false;
    const int names = weight(index);
    if (names < 0) return true;
    if (sums.commas >= kManyCommas || sums.has_video) return false;
    if (sums.chars <= kLongestFiller && outline_.is_brief(index) && is_filler(outline_.text(index)))
      return true;
    const Element element = outline_[index].element;
    const bool is_list = element == Element::ul || element == Element::ol ||
                         (sums.chars > 0 && sums.list_chars / sums.chars > 0.9F);
    if (!is_no_text(sums, names, is_list, around.figure)) return false;
    return !(is_list && is_picture_list(index, sums));
  }

  static bool is_no_text(const TextSums& sums, int names, bool is_list, bool in_figure) {
    const float links = sums.link_density();
    if (!in_figure && sums.images > 1 && sums.paragraphs * 2 < sums.images) return true;
    if (!is_list && sums.items > sums.paragraphs + 100) return true;
    if (sums.inputs > sums.paragraphs / 3) return true;
    if (!is_list && !in_figure && sums.heading_density() < 0.9F && sums.chars < 25 &&
        (sums.images == 0 || sums.images > 2) && links > 0) {
      return true;
    }
    if (!is_list && names < 25 && links > 0.2F) return true;
    if (names >= 25 && links > 0.5F) return true;
    if ((sums.embeds == 1 && sums.chars < 75) || sums.embeds > 1) return true;
    return sums.images == 0 && !sums.has_text_block;
  }

  /// A list whose entries are pictures and nothing else is kept.
  bool is_picture_list(std::uint32_t index, const TextSums& sums) const {
    if (sums.images != sums.items) return false;
    for (std::uint32_t i = index + 1; i < outline_[index].end; i = outline_[i].end) {
      std::uint32_t children = 0;
      for (std::uint32_t j = i + 1; j < outline_[i].end; j = outline_[j].end)
        children += outline_[j].is_text ? 0 : 1;
      if (children > 1) return false;
    }
    return true;
  }

  const Outline& outline_;
  const std::uint32_t root_;
  const Marks &data_tables_, &paragraphs_;
  const CleaningRules& rules_;
  Marks& dropped_;
  std::vector<Around> around_;
};

}  // namespace

void clean_article(const Outline& outline, std::uint32_t root, const Marks& data_tables,
                   const Marks& paragraphs, const CleaningRules& rules, Marks& dropped) {
  Cleaner(outline, root, data_tables, paragraphs, rules, dropped).clean();
}

}  // namespace trawl::extract
