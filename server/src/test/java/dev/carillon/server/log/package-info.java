/** The log's filters and words. */
@NullMarked
package dev.carillon.server.log;

import org.jspecify.annotations.NullMarked;
