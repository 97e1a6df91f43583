/** What a running server says of itself to those who only look. */
@NullMarked
package dev.carillon.server.system;

import org.jspecify.annotations.NullMarked;
