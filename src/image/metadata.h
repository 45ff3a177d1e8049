#pragma once

#include "image/codec.h"

// A description as the octets that picture files carry. Inside this room alone.
namespace garden::image {

// XMP (ISO 16684-1) with the IPTC term for pictures that a program made
// (http://cv.iptc.org/newscodes/digitalsourcetype/) and the recipe.
std::string xmp_packet(const Description& description);

// EXIF's TIFF block, without the mark "Exif" that a JPEG puts before it. At most 4 GiB.
Bytes exif_block(const Description& description);

// Puts the block into a JPEG as its first APP1 segment (EXIF 2.32, 4.7.2), which holds some 65,000 octets.
void add_exif_to_jpeg(Bytes& file, BytesView block);

// Puts EXIF into a PNG as its eXIf chunk (PNG, third edition, 11.3.4.6), and XMP as an iTXt chunk that is not
// compressed, as part 3 of the XMP specification asks, and the parameters as another, right behind the
// header. `file` is a whole PNG without either.
void add_to_png(Bytes& file, const Description& description);

// Puts the block into a WebP as its EXIF chunk (RFC 9649, 2.7.1.5). `file` is a whole WebP whose last chunk
// is XMP, which must stay the last.
void add_exif_to_webp(Bytes& file, BytesView block);

}  // namespace garden::image
