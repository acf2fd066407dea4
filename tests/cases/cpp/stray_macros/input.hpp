FMT_BEGIN_NAMESPACE

FMT_BEGIN_EXPORT

// A string that was read when the program was made.
class compiled_string {};

FMT_EXPORT template <typename T, typename Char>
class basic_string_view {
 public:
  FMT_CONSTEXPR20 basic_string_view(const T* s, size_t count) noexcept;
  FMT_CONSTEXPR inline auto size() const -> size_t { return size_; }
  FMT_CONSTEXPR20 ~basic_string_view() = default;
  explicit operator bool() const { return size_ != 0; }

 private:
  size_t size_;
};

class GTEST_API_ AssertionException : public ::std::runtime_error {
  Q_OBJECT

 public:
  explicit AssertionException(const TestPartResult& result);
  friend class internal::AssertHelper;
  friend std::ostream& operator<<(std::ostream& os, const AssertionException& e) { return os; }
};

class FMT_SO_VISIBILITY("default") format_error : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct __attribute__((packed)) Header {
  SSL_CTX *context;
};

FMT_API std::system_error vwindows_error(int error_code, string_view format);
SSL_CTX *make(void);

enum color {
  FOO_RED,
  FOO_BLUE
};

FMT_END_EXPORT
FMT_END_NAMESPACE
