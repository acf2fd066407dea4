#include "foo.h"

Handle open(const Options& options, std::string name, int depth = kDefault) {
  Foo first(1), second{name};
  Foo third(options);
  std::lock_guard<std::mutex> lock(mutex);
  auto made = new ns::Foo<int>(1);
  auto owned = std::make_unique<Foo>(name);
  auto* cast = dynamic_cast<Bar*>(made);
  auto result = cast->compute();
  auto& element = table[3].field;
  Outer<int>::Inner inner;
  const char* text = nullptr;

  first.go(owned->next.value);
  cast->tidy()->flush();
  (*made).run();
  ns::free_function(Colour::Red, &Foo::method, {1, kMost});
  ns::inner::deep<int>(text);
  second.get<int>(1);
  made->template get<Bar>(2);
  ::global(Foo{1}, Foo::Kind::kBig);

  if (auto* found = dynamic_cast<Foo*>(cast)) found->go();
  for (auto& each : elements) each.visit([&](const Bar& bar) { bar.see(each); });
  for (int i = 0; i < kLimit; ++i) total += i;
  auto [key, value] = split(name);
  try {
    throw Problem("x");
  } catch (const Problem& problem) {
    log(problem.what());
  }
  switch (depth) {
    case kFirst: return Handle();
    default: delete made;
  }
  counter++;
  return enabled ? Handle(name) : fallback;
}

class Derived : public Base<int>, ns::Mixin {
  void act() override {
    Base::act();
    this->helper(field_);
    helper(static_count);
    field_.reset();
  }
  std::unique_ptr<Foo> field_;
};
