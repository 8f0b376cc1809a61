#include "scraper/extract/css/css_pseudo_classes.hpp"

#include <algorithm>
#include <array>

namespace trawl::extract {
namespace {

constexpr std::array kPseudoClasses{
    CssPseudoClass{"root", CssPseudo::root, CssTakes::nothing},
    CssPseudoClass{"scope", CssPseudo::scope, CssTakes::nothing},
    CssPseudoClass{"empty", CssPseudo::empty, CssTakes::nothing},
    CssPseudoClass{"first-child", CssPseudo::first_child, CssTakes::nothing},
    CssPseudoClass{"last-child", CssPseudo::last_child, CssTakes::nothing},
    CssPseudoClass{"only-child", CssPseudo::only_child, CssTakes::nothing},
    CssPseudoClass{"first-of-type", CssPseudo::first_of_type, CssTakes::nothing},
    CssPseudoClass{"last-of-type", CssPseudo::last_of_type, CssTakes::nothing},
    CssPseudoClass{"only-of-type", CssPseudo::only_of_type, CssTakes::nothing},
    CssPseudoClass{"nth-child", CssPseudo::nth_child, CssTakes::nth_of},
    CssPseudoClass{"nth-last-child", CssPseudo::nth_last_child, CssTakes::nth_of},
    CssPseudoClass{"nth-of-type", CssPseudo::nth_of_type, CssTakes::nth},
    CssPseudoClass{"nth-last-of-type", CssPseudo::nth_last_of_type, CssTakes::nth},
    CssPseudoClass{"is", CssPseudo::is, CssTakes::selectors},
    CssPseudoClass{"where", CssPseudo::is, CssTakes::selectors},
    CssPseudoClass{"matches", CssPseudo::is, CssTakes::selectors},
    CssPseudoClass{"not", CssPseudo::is_not, CssTakes::selectors},
    CssPseudoClass{"has", CssPseudo::has, CssTakes::relative},
    CssPseudoClass{"contains", CssPseudo::contains, CssTakes::words},
    CssPseudoClass{"lang", CssPseudo::lang, CssTakes::words},
    CssPseudoClass{"checked", CssPseudo::checked, CssTakes::nothing},
    CssPseudoClass{"disabled", CssPseudo::disabled, CssTakes::nothing},
    CssPseudoClass{"enabled", CssPseudo::enabled, CssTakes::nothing},
    CssPseudoClass{"required", CssPseudo::required, CssTakes::nothing},
    CssPseudoClass{"optional", CssPseudo::optional, CssTakes::nothing},
    CssPseudoClass{"link", CssPseudo::link, CssTakes::nothing},
    CssPseudoClass{"any-link", CssPseudo::any_link, CssTakes::nothing},
    CssPseudoClass{"visited", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"hover", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"active", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"focus", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"focus-within", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"focus-visible", CssPseudo::never, CssTakes::nothing},
    CssPseudoClass{"target", CssPseudo::never, CssTakes::nothing},
};

}  // namespace

const CssPseudoClass* css_pseudo_class(std::string_view name) {
  const auto* const found = std::find_if(kPseudoClasses.begin(), kPseudoClasses.end(),
                                         [&](const CssPseudoClass& one) { return one.name == name; });
  return found == kPseudoClasses.end() ? nullptr : found;
}

}  // namespace trawl::extract
