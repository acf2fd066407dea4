package com.example.shop;

import com.example.shop.Payment.Kind;

/**
 * Pays.
 *
 * @see Kind
 */
public interface Payment extends Comparable<Payment>, AutoCloseable {
  int LIMIT = 100;

  /** Pays an amount. */
  void pay(int amount) throws PaymentException;

  default boolean isFree() {
    return amount() == 0 && LIMIT > 0;
  }

  static Payment of(Kind kind) {
    return kind == Kind.CARD ? new Card() : null;
  }

  private void log() {}

  enum Kind { CARD, CASH }
}

@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, TYPE})
public @interface Audited {
  /** Who looks. */
  String by() default DEFAULT_AUDITOR;

  int[] levels() default {};
}

@Audited(by = Names.BOB, levels = {LOW, HIGH})
@Deprecated
abstract class Card extends payments.Base<Card> implements Payment {
  /** Its number. */
  @Column(name = COLUMN)
  protected volatile String number; // not a doc of the next

  private static final Logger LOG = Logger.getLogger(Card.class), OTHER = null;

  /** Not of what comes later. */

  int count;

  protected abstract <T extends Number> T sum(@Nullable final List<? extends T> all);

  native int hash();

  /* A plain comment. */
  @Override public void pay(int amount) { LOG.info("pays " + amount + number); }
}
