/** Tests of reading, watching and writing properties. */
@NullMarked
package dev.carillon.server.platform.config;

import org.jspecify.annotations.NullMarked;
