/**
 * Share links, the pages they lead to, and the replies of guests. Uses {@code assets} and the
 * packages below it.
 */
@NullMarked
package dev.carillon.server.assets.share;

import org.jspecify.annotations.NullMarked;
