/** Tests of reading, watching and writing properties. */
@NullMarked
package dev.carillon.server.config;

import org.jspecify.annotations.NullMarked;
