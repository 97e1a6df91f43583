/** What operators see of the engine: log lines. Depends on the core only. */
@NullMarked
package dev.carillon.server.observe;

import org.jspecify.annotations.NullMarked;
