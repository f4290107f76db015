FROM sorcha-lab/standin-base:1
ARG ROLE
COPY app/ /app/
ENV ASPNETCORE_URLS=http://+:8080 PeerService__Port=5000
EXPOSE 8080 5000
WORKDIR /app
USER 1654
LABEL sorcha-lab.standin=$ROLE
