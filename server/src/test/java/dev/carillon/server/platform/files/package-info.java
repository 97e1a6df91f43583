@NullMarked
package dev.carillon.server.platform.files;

import org.jspecify.annotations.NullMarked;
