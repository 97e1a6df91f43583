@NullMarked
package dev.carillon.server.assets.history;

import org.jspecify.annotations.NullMarked;
