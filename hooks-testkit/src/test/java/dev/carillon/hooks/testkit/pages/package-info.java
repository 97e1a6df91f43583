/** The programs of the pages in {@code docs/embed}: each block of Java there is a part of one. */
@NullMarked
package dev.carillon.hooks.testkit.pages;

import org.jspecify.annotations.NullMarked;
