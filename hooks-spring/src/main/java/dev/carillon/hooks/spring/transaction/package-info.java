/**
 * The transactions of Spring, as the façade asks about them. Depends on the façade and on Spring.
 */
@NullMarked
package dev.carillon.hooks.spring.transaction;

import org.jspecify.annotations.NullMarked;
