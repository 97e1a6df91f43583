/** What is published of the library: its API, its artifacts, and projects that use them. */
@NullMarked
package dev.carillon.server.published;

import org.jspecify.annotations.NullMarked;
