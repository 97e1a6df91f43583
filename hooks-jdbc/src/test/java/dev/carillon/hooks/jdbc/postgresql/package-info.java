/** Tests over a real server with everything switched on that makes it durable. */
@NullMarked
package dev.carillon.hooks.jdbc.postgresql;

import org.jspecify.annotations.NullMarked;
