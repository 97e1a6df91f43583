/**
 * What is wrong with a value that an embedder gave: all of it at once, each with field, value and
 * rule. Depends on nothing but the JDK.
 */
@NullMarked
package dev.carillon.hooks.validation;

import org.jspecify.annotations.NullMarked;
