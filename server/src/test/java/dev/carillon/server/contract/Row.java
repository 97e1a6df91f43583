package dev.carillon.server.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A sentence of the contract; the method that bears it shows that the sentence holds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {

  /**
   * The call, setting or field that the sentence is about, such as {@code POST /services/create}.
   */
  String call();

  /** The sentence. */
  String holds();

  /** What it rests on. */
  Evidence evidence();
}
