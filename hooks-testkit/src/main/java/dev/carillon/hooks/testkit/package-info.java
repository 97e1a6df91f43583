/** For tests of programs that embed the delivery engine. It needs no test framework. */
@NullMarked
package dev.carillon.hooks.testkit;

import org.jspecify.annotations.NullMarked;
