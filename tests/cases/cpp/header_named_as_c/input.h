// A header that only its content tells from C.
#ifndef SHOP_ERROR_H
#define SHOP_ERROR_H

#include <stdexcept>

namespace shop {

class Cart;

class format_error : public std::runtime_error {
 public:
  explicit format_error(const char* message);
  int code() const { return code_; }

 private:
  int code_;
};

}  // namespace shop

#endif
