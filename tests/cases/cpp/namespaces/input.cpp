namespace a { namespace b {
int nested();
} }

namespace c::d {
class Deep { void f(); };
int counter = 0;
}

inline namespace v2 { constexpr int kVersion = 2; }

namespace {
struct Hidden {};
int secret;
}

namespace shorter = c::d;
namespace std { template <> struct hash<c::d::Deep> {}; }

using c::d::Deep;
using namespace a::b;
using Number = long double;
using Callback = std::function<void(int)>;
typedef c::d::Deep DeepAlias;
typedef std::map<std::string, int> Table;

void c::d::Deep::f() {}
int a::b::nested() { return shorter::counter; }

enum class a::b::Later { One };
class a::b::Forward { int x; };

static const Table table = {{"a", 1}};
thread_local std::unique_ptr<Deep> current;
extern Deep* shared;
Deep made(1, 2), other{3};
void (*handler)(int) = nullptr;
auto lambda = [](int x) { return x * kVersion; };
struct Pair { int first, second; } pairs[2];
