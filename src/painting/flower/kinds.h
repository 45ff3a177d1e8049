#pragma once

#include "painting/flower/blossom.h"
#include "painting/flower/petal.h"

// One function for each kind of flower; each draws around the pen's origin.
namespace garden::painting::flower {

void daisy(const Pen& pen, const Head& head);
void sunflower(const Pen& pen, const Head& head);
void poppy(const Pen& pen, const Head& head);
void lily(const Pen& pen, const Head& head);

void rose(const Pen& pen, const Head& head);
void peony(const Pen& pen, const Head& head);
void tulip(const Pen& pen, const Head& head);
void lotus(const Pen& pen, const Head& head);
void iris(const Pen& pen, const Head& head);

void lavender(const Pen& pen, const Head& head);
void hydrangea(const Pen& pen, const Head& head);
void cherry(const Pen& pen, const Head& head);
void cherry_blossom(const Pen& pen, const Head& head);
void wisteria(const Pen& pen, const Head& head);
void dandelion(const Pen& pen, const Head& head);

// A petal that is not yet open stands up and wraps the others.
Petal closed(Petal petal, double open);
// The green part under a head, and its sepals.
void calyx(std::vector<Piece>& pieces, const Pen& pen, int count, double length, double width, double rise,
           const Silk& green);
Silk green_of(const Head& head);

}  // namespace garden::painting::flower
