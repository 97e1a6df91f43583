@NullMarked
package dev.carillon.server.assets.download;

import org.jspecify.annotations.NullMarked;
