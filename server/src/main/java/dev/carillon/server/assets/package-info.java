/**
 * The area of assets, put together; and {@code AssetsApi}, which creates and updates them. {@code
 * asset}: assets, their versions and how a change is written; {@code folder}: the tree and what
 * permissions mean; {@code field}: fields and their types; {@code file}: the file store; {@code
 * api}: what all its calls read and show; {@code event}: what events say of assets; {@code
 * preview}: renditions and what is read from files; {@code bulk}: many assets at once; {@code
 * move}: copies and moves; {@code content}, {@code download}: files and zips; {@code resource}:
 * {@code /api/asset} and {@code /api/folder}; {@code share}: share links; {@code rescue}: after a
 * lost database. The others are what their names say.
 */
@NullMarked
package dev.carillon.server.assets;

import org.jspecify.annotations.NullMarked;
