/// Anything that can be added.
template <typename T>
concept Addable = requires(T a, T b) { a + b; };

template <typename T, int N = 3>
using Array = std::array<T, N>;

// A stack of things.
template <typename T, typename Allocator = std::allocator<T>>
class Stack : public Container<T> {
 public:
  template <typename U> Stack(const Stack<U>& other);
  void push(T value) { items_.push_back(std::move(value)); }
  template <typename... Args> T& emplace(Args&&... args);
  template <typename U> static Stack make(U first) { return Stack(first); }

 private:
  std::vector<T, Allocator> items_;
};

template <>
struct hash<Point> {
  size_t operator()(const Point& point) const noexcept;
};

template <typename T>
struct is_stack<Stack<T>> : std::true_type {};

template <typename T>
inline constexpr bool is_stack_v = is_stack<T>::value;

template <typename T>
  requires Addable<T>
constexpr T sum(T first, T second) {
  return first + second;
}

template <typename T> T largest(const std::vector<T>& all);
template <> int largest<int>(const std::vector<int>& all) { return all[0]; }

template <typename T>
template <typename U>
void Outer<T>::Inner<U>::go() {}

auto twice(Addable auto value) { return sum(value, value); }

template <typename T> Stack(T) -> Stack<T>;
