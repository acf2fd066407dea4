/*
 * A class of things that C++ has and C does not:
 * template <class T>, std::string, namespace.
 */
#ifndef SHOP_H
#define SHOP_H

#ifdef __cplusplus
extern "C" {
#endif

/* Whether new carts are private. */
struct cart {
  int class;
  int private;
};

int cart_new(struct cart *this, int template);

#ifdef __cplusplus
}
#endif
#endif
