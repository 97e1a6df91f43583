/**
 * Rendition presets: settings for renditions under a name, of one user, who may share them with
 * groups and with the visitors of share links. Uses {@code http} and {@code change}.
 */
@NullMarked
package dev.carillon.server.asset.preset;

import org.jspecify.annotations.NullMarked;
