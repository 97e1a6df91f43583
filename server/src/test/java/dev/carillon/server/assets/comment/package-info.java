@NullMarked
package dev.carillon.server.assets.comment;

import org.jspecify.annotations.NullMarked;
