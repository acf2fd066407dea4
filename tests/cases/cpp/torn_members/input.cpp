namespace shop {
namespace detail {

class Cart : public Base {
 public:
  explicit Cart(int size);

  int open(const char* path) {
    if (path->
    char* s = "abc
  }

  int add(Item item) { return size_; }

 private:
  int size_;
};

}  // namespace detail

int first(int a) {
  return call(1,
}

int second(int b) { return b; }

}  // namespace shop
