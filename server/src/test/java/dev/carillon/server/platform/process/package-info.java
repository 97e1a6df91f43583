@NullMarked
package dev.carillon.server.platform.process;

import org.jspecify.annotations.NullMarked;
