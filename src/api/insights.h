#pragma once

#include <string>

#include "recommend/figures.h"

// The figures of the recommender for those who ask.
namespace garden::api {

// The body of GET /api/v1/insights. What there is nothing to compute from is null.
std::string insights_json(const recommend::Figures& figures);

// The same as gauges in the text format of Prometheus. What there is nothing to compute from is left out.
std::string insights_metrics(const recommend::Figures& figures);

}  // namespace garden::api
