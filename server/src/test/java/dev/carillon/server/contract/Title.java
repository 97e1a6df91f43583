package dev.carillon.server.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a part of the contract is about, as a heading. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Title {
  String value();
}
