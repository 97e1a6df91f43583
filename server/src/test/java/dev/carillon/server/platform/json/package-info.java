@NullMarked
package dev.carillon.server.platform.json;

import org.jspecify.annotations.NullMarked;
