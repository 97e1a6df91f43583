/**
 * What the core tells about its webhooks themselves: that one began to fail, was switched off, is
 * well again. It is decided here, purely, and recorded by the stores in the transaction of the
 * change it tells of. Depends on {@code event}, {@code webhook} and {@code delivery}.
 */
@NullMarked
package dev.carillon.hooks.notice;

import org.jspecify.annotations.NullMarked;
