FROM sorcha-lab/standin-base:1
ARG ROLE
COPY app/ /app/
# Folders of the service's user; volumes inherit the owner (contract §2.2).
COPY --chown=1654:1654 data/ /
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080 8081
WORKDIR /app
USER 1654
LABEL sorcha-lab.standin=$ROLE
